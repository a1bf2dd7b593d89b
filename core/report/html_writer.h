#pragma once

#include "core/report/text_writer.h"

namespace workbench {

/// The same report as a page that needs nothing beside itself: no script, nothing loaded. Whatever
/// is handed over is text; what came from a peer cannot become markup.
class HtmlWriter : public TextWriter
{
public:
    HtmlWriter();

    void line(const QString& text, Tone tone = Tone::Plain) override;
    void blank() override; ///< a page has its own distances
    void heading(const QString& text) override;
    void paragraph(const QString& label, const QString& text, Tone tone = Tone::Plain) override;
    void table(const QList<QStringList>& rows,
               int indent,
               const QList<int>& rightAligned = {},
               Tone tone = Tone::Plain,
               const TableHeads& heads = {}) override;

    QString page(const QString& title) const; ///< the whole of it

private:
    bool m_hasTitle = false;
};

} // namespace workbench
