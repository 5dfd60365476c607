import QtQuick
import Habitacle.Controls

// A segmented choice among words that are also what the car is told.
SegmentedChoice {
    id: root

    property string word: ""
    required property list<string> words

    signal picked(word: string)

    current: root.words.indexOf(root.word)

    onChosen: index => root.picked(root.words[index])
}
