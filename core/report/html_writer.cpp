#include "core/report/html_writer.h"

#include "core/base/printable_text.h"

#include <utility>

namespace workbench {
namespace {

const char* const kStyle
    = "body{font:15px/1.5 system-ui,sans-serif;max-width:75em;margin:2em auto;padding:0 1em;"
      "color:#1b1f24;background:#fff}"
      "h1{font-size:1.1em;font-weight:600;margin:.15em 0}"
      "h2{font-size:1.15em;margin-top:1.8em;border-bottom:1px solid #d0d7de}"
      "p{margin:.15em 0;white-space:pre-wrap}.labelled{display:flex}"
      ".labelled span:first-child{white-space:pre;flex:none}"
      ".wide{overflow-x:auto}table{border-collapse:collapse}"
      "td,th{vertical-align:top;text-align:left;font-weight:400;padding:.1em 1.2em .1em "
      "0;overflow-wrap:anywhere;white-space:pre-wrap;"
      "font-family:ui-monospace,monospace;font-size:.9em}.right{text-align:right}"
      ".good{color:#116329}.warning{color:#7d4e00}.bad{color:#a40e26}.quiet{color:#57606a}"
      ".strong{font-weight:600;font-size:1.1em}"
      "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
      "h2{border-color:#30363d}.good{color:#56d364}"
      ".warning{color:#e3b341}.bad{color:#ff7b72}.quiet{color:#8b949e}}";

QString escaped(const QString& text)
{
    return withoutControls(text).toHtmlEscaped();
}

const char* className(Tone tone)
{
    switch (tone) {
    case Tone::Plain:
        return "";
    case Tone::Strong:
        return "strong";
    case Tone::Quiet:
        return "quiet";
    case Tone::Good:
        return "good";
    case Tone::Warning:
        return "warning";
    case Tone::Bad:
        return "bad";
    }
    return "";
}

QString element(const char* name, const QString& text, Tone tone, const char* more = "")
{
    return QStringLiteral("<%1 class=\"%2%3\">%4</%1>")
        .arg(QLatin1String(name),
             QLatin1String(className(tone)),
             QLatin1String(more),
             escaped(text));
}

QString headCell(const char* scope, const QString& text, const char* classes)
{
    return QStringLiteral("<th scope=\"%1\" class=\"%2\">%3</th>")
        .arg(QLatin1String(scope), QLatin1String(classes), escaped(text));
}

QString columnHeads(const QStringList& columns, const QList<int>& rightAligned)
{
    QString cells;
    for (qsizetype column = 0; column < columns.size(); ++column) {
        const bool right = rightAligned.contains(static_cast<int>(column));
        // A corner is about nothing (HTML, section 4.9.10).
        cells += columns.at(column).isEmpty()
            ? QStringLiteral("<td></td>")
            : headCell("col", columns.at(column), right ? "quiet right" : "quiet");
    }
    return QStringLiteral("<thead><tr>%1</tr></thead>\n").arg(cells);
}

} // namespace

HtmlWriter::HtmlWriter()
    : TextWriter(false)
{ }

void HtmlWriter::line(const QString& text, Tone tone)
{
    // What stands out before any section is what the page is about.
    const bool isTitle = tone == Tone::Strong && !std::exchange(m_hasTitle, true);
    append(element(isTitle ? "h1" : "p", text, tone) + QLatin1Char('\n'));
}

void HtmlWriter::blank() { }

void HtmlWriter::heading(const QString& text)
{
    append(element("h2", text, Tone::Plain) + QLatin1Char('\n'));
}

void HtmlWriter::paragraph(const QString& label, const QString& text, Tone tone)
{
    append(QStringLiteral("<div class=\"labelled\">") + element("span", label, tone)
           + element("span", text, tone) + QStringLiteral("</div>\n"));
}

void HtmlWriter::table(const QList<QStringList>& rows,
                       int /*indent*/,
                       const QList<int>& rightAligned,
                       Tone tone,
                       const TableHeads& heads)
{
    if (rows.isEmpty()) {
        return;
    }
    append(QStringLiteral("<div class=\"wide\"><table>\n"));
    if (!heads.columns.isEmpty()) {
        append(columnHeads(heads.columns, rightAligned));
    }
    for (const QStringList& row : rows) {
        QString cells;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const bool right = rightAligned.contains(static_cast<int>(column));
            cells += column == 0 && heads.rows && !row.at(column).isEmpty()
                ? headCell("row", row.at(column), className(tone))
                : element("td", row.at(column), tone, right ? " right" : "");
        }
        append(QStringLiteral("<tr>") + cells + QStringLiteral("</tr>\n"));
    }
    append(QStringLiteral("</table></div>\n"));
}

QString HtmlWriter::page(const QString& title) const
{
    return QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" "
                          "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        + escaped(title) + QStringLiteral("</title>\n<style>") + QLatin1String(kStyle)
        + QStringLiteral("</style></head>\n<body><main>\n") + text()
        + QStringLiteral("</main></body></html>\n");
}

} // namespace workbench
