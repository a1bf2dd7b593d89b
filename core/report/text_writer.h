#pragma once

#include <QList>
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

/// What the cells of a table are about. A page names it for those who do not see the columns; in
/// text the eye tells them apart.
struct TableHeads
{
    QStringList columns; ///< one for each; empty: none
    bool rows = false; ///< the first cell of each row says what the others are about

    static TableHeads ofRows() { return {.columns = {}, .rows = true}; }

    static TableHeads ofColumns(const QStringList& columns) { return {.columns = columns}; }
};

/// Lines of text as a terminal may have them: without control characters. Line ends stay, and with
/// `colour` what a TextWriter colours with.
QString harmlessLines(const QString& text, bool colour);

/// Puts a report for a terminal together, line by line. What came from a peer can hold control
/// characters; they never reach the terminal.
class TextWriter
{
public:
    explicit TextWriter(bool colour);
    virtual ~TextWriter() = default;
    Q_DISABLE_COPY_MOVE(TextWriter)

    virtual void line(const QString& text, Tone tone = Tone::Plain);
    virtual void blank(); ///< one empty line, never two
    virtual void heading(const QString& text);
    /// Wraps `text` to the width of a page behind `label`; later lines stand under the first.
    virtual void paragraph(const QString& label, const QString& text, Tone tone = Tone::Plain);
    /// Rows with aligned columns, `indent` blanks in front. Columns in `rightAligned` keep their
    /// right edge.
    virtual void table(const QList<QStringList>& rows,
                       int indent,
                       const QList<int>& rightAligned = {},
                       Tone tone = Tone::Plain,
                       const TableHeads& heads = {});

    QString text() const { return m_text; }

protected:
    void append(const QString& piece) { m_text += piece; }

private:
    QString toned(const QString& text, Tone tone) const;

    bool m_colour;
    QString m_text;
};

} // namespace workbench
