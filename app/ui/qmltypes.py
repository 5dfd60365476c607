"""Type information for qmllint, printed from the live classes that QML will see."""

import ast
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PySide6.QtCore import QMetaMethod, QMetaObject, QMetaProperty, QObject

MODULE = "Habitacle.Model"


@dataclass(frozen=True, slots=True)
class Element:
    """A class with the decorators that made it a QML type."""

    cls: type[QObject]
    singleton: bool


def elements(modules: Iterable[ModuleType]) -> list[Element]:
    """The `@QmlElement` classes of *modules* that declare `QML_IMPORT_NAME`, by name.

    The decorators leave no trace in the class itself, so they are read from the source.
    """
    found = []
    for module in modules:
        if getattr(module, "QML_IMPORT_NAME", None) != MODULE:
            continue
        for node in ast.parse(inspect.getsource(module)).body:
            if not isinstance(node, ast.ClassDef):
                continue
            marks = {_decorator(mark) for mark in node.decorator_list}
            if "QmlElement" in marks:
                found.append(Element(getattr(module, node.name), "QmlSingleton" in marks))
    return sorted(found, key=lambda element: element.cls.__name__)


def qmltypes(described: Sequence[Element]) -> str:
    """The text of a `.qmltypes` file that describes the *described* types."""
    parts = [_component(element) for element in described]
    return "\n".join(["import QtQuick.tooling 1.2", "", "Module {", *parts, "}", ""])


def qmldir(typeinfo: str) -> str:
    """The `qmldir` beside the type information file *typeinfo*."""
    return f"module {MODULE}\ntypeinfo {typeinfo}\ndepends QtQml.Models\ndepends QtQuick\n"


def _decorator(node: ast.expr) -> str:
    call = node.func if isinstance(node, ast.Call) else node
    return call.id if isinstance(call, ast.Name) else ""


def _component(element: Element) -> str:
    cls = element.cls
    meta: QMetaObject = cls.staticMetaObject  # type: ignore[attr-defined]  # the stubs lack it
    base = meta.superClass()
    lines = [
        "    Component {",
        f'        file: "{cls.__module__.replace(".", "/")}.py"',
        f'        name: "{cls.__name__}"',
        '        accessSemantics: "reference"',
        f'        prototype: "{_prototype(base)}"',
        f'        exports: ["{MODULE}/{cls.__name__} 1.0"]',
        "        isCreatable: false",
        f"        isSingleton: {str(element.singleton).lower()}",
        "        exportMetaObjectRevisions: [256]",
        *(_property(meta.property(i)) for i in range(meta.propertyOffset(), meta.propertyCount())),
        *(_method(meta.method(i)) for i in range(meta.methodOffset(), meta.methodCount())),
        "    }",
    ]
    return "\n".join(lines)


def _prototype(base: QMetaObject | None) -> str:
    while base is not None and base.className() == "Provided":
        base = base.superClass()
    return "QObject" if base is None else base.className()


def _property(prop: QMetaProperty) -> str:
    kind, pointer = _type(_text(prop.typeName()))
    name = _text(prop.name())
    parts = [f'name: "{name}"', f'type: "{kind}"', f'read: "{name}"']
    if pointer:
        parts.append("isPointer: true")
    if prop.hasNotifySignal():
        parts.append(f'notify: "{_text(prop.notifySignal().name().data())}"')
    if not prop.isWritable():
        parts.append("isReadonly: true")
    if prop.isConstant():
        parts.append("isPropertyConstant: true")
    return f"        Property {{ {'; '.join(parts)} }}"


def _method(method: QMetaMethod) -> str:
    kind = "Signal" if method.methodType() == QMetaMethod.MethodType.Signal else "Method"
    parts = [f'name: "{_text(method.name().data())}"']
    returned = _text(method.typeName())
    if returned and returned != "void":
        parts.append(f'type: "{_type(returned)[0]}"')
    parameters = []
    names = [_text(name.data()) for name in method.parameterNames()]
    types = [_text(name.data()) for name in method.parameterTypes()]
    for name, type_name in zip(names, types, strict=True):
        of_type, pointer = _type(type_name)
        inner = [f'name: "{name}"'] if name else []
        inner += [f'type: "{of_type}"'] + (["isPointer: true"] if pointer else [])
        parameters.append(f"Parameter {{ {'; '.join(inner)} }}")
    inside = "\n            ".join([*parts, *parameters])
    return f"        {kind} {{\n            {inside}\n        }}"


def _type(name: str) -> tuple[str, bool]:
    pointer = name.endswith("*")
    return name.rstrip("*"), pointer


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else bytes(raw).decode()
