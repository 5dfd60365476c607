import QtQuick
import QtQuick.Window
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The designers' window: one display, as large as fits.
Window {
    id: root

    property alias chapter: page.current
    readonly property alias chapters: page.chapters
    readonly property alias wholeHeight: page.wholeHeight
    // For pictures of a whole chapter: the display as it is, but as high as need be.
    property real stageHeight: Gallery.height

    color: Theme.line
    height: Display.startHeight
    title: "Habitacle gallery"
    visible: true
    width: Display.startWidth

    Plate {
        LayoutMirroring.childrenInherit: true
        LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
        anchors.centerIn: parent
        color: Theme.background
        height: root.stageHeight
        radius: 0
        scale: Math.min(root.width / width, root.height / height)
        width: Gallery.width

        GalleryPage {
            id: page

            anchors.fill: parent
        }
    }
}
