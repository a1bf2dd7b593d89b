#include "ui/common/field_text.h"

#include "ui/common/text.h"

#include <QCoreApplication>

namespace workbench {

namespace {

constexpr std::size_t kSpokenCharacters = 200;
constexpr std::size_t kCopiedCharacters = 1U << 20U;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(FieldText)
};

QString nameOf(wire::Field field)
{
    const std::string_view name = field.name();
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

QString withName(const QString& name, const QString& value)
{
    return value.isEmpty() ? name : QStringLiteral("%1: %2").arg(name, value);
}

} // namespace

QString faultWord(wire::Fault::Kind kind)
{
    using Kind = wire::Fault::Kind;
    switch (kind) {
    case Kind::Missing:
        return Text::tr("cut off");
    case Kind::Excess:
        return Text::tr("too many bytes");
    case Kind::TooShort:
        return Text::tr("too short");
    case Kind::TooLong:
        return Text::tr("too long");
    case Kind::Unexpected:
        return Text::tr("unexpected");
    case Kind::TooDeep:
        return Text::tr("nested too deep");
    case Kind::Unpacking:
        return Text::tr("cannot be decompressed");
    }
    return {};
}

QString fieldValue(wire::Field field, std::size_t limit)
{
    const QString value = fromStd(field.valueText(limit));
    const wire::Fault* fault = field.fault();
    return fault == nullptr ? value : withName(faultWord(fault->kind), value);
}

QString fieldLine(wire::Field field)
{
    return withName(nameOf(field), fieldValue(field, kCopiedCharacters));
}

QString subtreeText(wire::Field field, int maxLines)
{
    QStringList lines;

    struct Level
    {
        wire::Field next;
        int depth;
    };

    std::vector<Level> open {{field, 0}};
    bool first = true;
    while (!open.empty() && lines.size() < maxLines) {
        const Level level = open.back();
        open.pop_back();
        lines.append(QString(qsizetype(level.depth) * 2, QLatin1Char(' ')) + fieldLine(level.next));
        // What stands beside the field itself is not part of it.
        const wire::Field sibling = first ? wire::Field() : level.next.nextSibling();
        first = false;
        if (sibling) {
            open.push_back({sibling, level.depth});
        }
        if (const wire::Field child = level.next.firstChild()) {
            open.push_back({child, level.depth + 1});
        }
    }
    if (!open.empty()) {
        lines.append(Text::tr("… and more"));
    }
    return lines.join(QLatin1Char('\n'));
}

QString rangeText(wire::ByteRange range)
{
    switch (range.length) {
    case 0:
        return Text::tr("no bytes");
    case 1:
        return Text::tr("byte %1").arg(range.offset);
    default:
        return Text::tr("bytes %1 to %2").arg(range.offset).arg(range.end() - 1);
    }
}

QString spokenText(wire::Field field)
{
    QString text = QStringLiteral("%1, %2").arg(
        withName(nameOf(field), fieldValue(field, kSpokenCharacters)), rangeText(field.range()));
    if (field.source() != 0) {
        text += Text::tr(" of other bytes than the message's");
    }
    if (const wire::Fault* fault = field.fault()) {
        text += QStringLiteral(", ") + fromStd(fault->text());
    }
    return text;
}

QString sourceText(wire::Field field)
{
    wire::Field top = field;
    while (top.parent() && top.parent().source() == field.source()) {
        top = top.parent();
    }
    QString what = Text::tr("Bytes that do not stand in the message like this");
    if (top.note() == wire::Note::Inflated) {
        what = Text::tr("Decompressed bytes");
    } else if (top.note() == wire::Note::Reassembled) {
        what = Text::tr("Bytes put together from several records");
    }
    return Text::tr("%1: %2, %3").arg(what, nameOf(top), bytesText(top.range().length));
}

} // namespace workbench
