#include "ui/common/field_path.h"

#include <QStringList>

namespace workbench {

namespace {

QLatin1String nameOf(wire::Field field)
{
    const std::string_view name = field.name();
    return {name.data(), static_cast<qsizetype>(name.size())};
}

QString step(wire::Field field)
{
    int before = 0;
    if (const wire::Field parent = field.parent()) {
        for (wire::Field brother = parent.firstChild(); brother != field;
             brother = brother.nextSibling()) {
            before += brother.name() == field.name() ? 1 : 0;
        }
    }
    return before == 0 ? QString(nameOf(field))
                       : QStringLiteral("%1[%2]").arg(nameOf(field)).arg(before);
}

wire::Field childAt(wire::Field parent, const QString& step)
{
    const qsizetype bracket = step.indexOf(QLatin1Char('['));
    const QString name = step.left(bracket);
    int before = bracket < 0 ? 0 : step.mid(bracket + 1, step.size() - bracket - 2).toInt();
    for (const wire::Field child : parent.children()) {
        if (nameOf(child) == name && before-- == 0) {
            return child;
        }
    }
    return {};
}

} // namespace

QString fieldPath(wire::Field field)
{
    QStringList steps;
    for (; field; field = field.parent()) {
        steps.prepend(step(field));
    }
    return steps.join(QLatin1Char('/'));
}

wire::Field findField(const wire::FieldTree& tree, const QString& path)
{
    const QStringList steps = path.split(QLatin1Char('/'));
    wire::Field field = tree.root();
    if (!field || nameOf(field) != steps.first()) {
        return {};
    }
    for (const QString& next : steps.mid(1)) {
        field = childAt(field, next);
        if (!field) {
            break;
        }
    }
    return field;
}

} // namespace workbench
