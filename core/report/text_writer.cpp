#include "core/report/text_writer.h"

#include "core/base/printable_text.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

constexpr qsizetype kPageWidth = 100;

/// Select Graphic Rendition, ECMA-48 §8.3.117.
const char* escape(Tone tone)
{
    switch (tone) {
    case Tone::Plain:
        return "";
    case Tone::Strong:
        return "\x1b[1m";
    case Tone::Quiet:
        return "\x1b[2m";
    case Tone::Good:
        return "\x1b[32m";
    case Tone::Warning:
        return "\x1b[33m";
    case Tone::Bad:
        return "\x1b[31m";
    }
    return "";
}

constexpr const char* kReset = "\x1b[0m";

/// Whether a TextWriter has put that there.
bool isColour(QStringView text)
{
    constexpr std::array kTones = {Tone::Strong, Tone::Quiet, Tone::Good, Tone::Warning, Tone::Bad};
    return text.startsWith(QLatin1String(kReset))
        || std::any_of(kTones.begin(), kTones.end(), [text](Tone tone) {
               return text.startsWith(QLatin1String(escape(tone)));
           });
}

QString withoutTrailingBlanks(QString text)
{
    while (text.endsWith(QLatin1Char(' '))) {
        text.chop(1);
    }
    return text;
}

} // namespace

QString harmlessLines(const QString& text, bool colour)
{
    QString harmless = withoutControls(text);
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == QLatin1Char('\n') || (colour && isColour(QStringView(text).mid(i)))) {
            harmless[i] = text.at(i);
        }
    }
    return harmless;
}

TextWriter::TextWriter(bool colour)
    : m_colour(colour)
{ }

QString TextWriter::toned(const QString& text, Tone tone) const
{
    if (!m_colour || tone == Tone::Plain || text.isEmpty()) {
        return text;
    }
    return QLatin1String(escape(tone)) + text + QLatin1String(kReset);
}

void TextWriter::line(const QString& text, Tone tone)
{
    m_text += toned(withoutTrailingBlanks(withoutControls(text)), tone) + QLatin1Char('\n');
}

void TextWriter::blank()
{
    if (!m_text.isEmpty() && !m_text.endsWith(QLatin1String("\n\n"))) {
        m_text += QLatin1Char('\n');
    }
}

void TextWriter::heading(const QString& text)
{
    blank();
    line(text, Tone::Strong);
}

void TextWriter::paragraph(const QString& label, const QString& text, Tone tone)
{
    const QString margin(label.size(), QLatin1Char(' '));
    QString current = label;
    bool empty = true;
    const QStringList words = withoutControls(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        if (!empty && current.size() + 1 + word.size() > kPageWidth) {
            line(current, tone);
            current = margin;
            empty = true;
        }
        current += (empty ? QString() : QStringLiteral(" ")) + word;
        empty = false;
    }
    line(current, tone);
}

void TextWriter::table(const QList<QStringList>& rows,
                       int indent,
                       const QList<int>& rightAligned,
                       Tone tone,
                       const TableHeads& /*heads*/)
{
    QList<qsizetype> widths;
    for (const QStringList& row : rows) {
        for (qsizetype column = 0; column < row.size(); ++column) {
            if (column >= widths.size()) {
                widths.append(0);
            }
            widths[column] = std::max(widths.at(column), row.at(column).size());
        }
    }
    for (const QStringList& row : rows) {
        QString text(indent, QLatin1Char(' '));
        for (qsizetype column = 0; column < row.size(); ++column) {
            const auto width = static_cast<int>(widths.at(column));
            const bool right = rightAligned.contains(static_cast<int>(column));
            const QString& cell = row.at(column);
            text += right ? cell.rightJustified(width) : cell.leftJustified(width);
            text += QStringLiteral("  ");
        }
        line(text, tone);
    }
}

} // namespace workbench
