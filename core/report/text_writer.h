#pragma once

#include <QString>
#include <QStringList>

namespace workbench {

/// How a piece of text stands out on a terminal.
enum class Tone
{
    Plain,
    Strong,
    Quiet,
    Good,
    Warning,
    Bad
};

/// Puts a report for a terminal together, line by line. What came from a peer can hold control
/// characters; they never reach the terminal.
class TextWriter
{
public:
    explicit TextWriter(bool colour);

    void line(const QString& text, Tone tone = Tone::Plain);
    void blank(); ///< one empty line, never two
    void heading(const QString& text);
    /// Wraps `text` to the width of a page behind `label`; later lines stand under the first.
    void paragraph(const QString& label, const QString& text, Tone tone = Tone::Plain);
    /// Rows with aligned columns, `indent` blanks in front. Columns in `rightAligned` keep their
    /// right edge.
    void table(const QList<QStringList>& rows,
               int indent,
               const QList<int>& rightAligned = {},
               Tone tone = Tone::Plain);

    QString text() const { return m_text; }

private:
    QString toned(const QString& text, Tone tone) const;

    bool m_colour;
    QString m_text;
};

/// The text with control characters replaced by '.'.
QString withoutControls(QString text);

} // namespace workbench
