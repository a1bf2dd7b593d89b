#include "ui/common/field_search.h"

#include "ui/common/field_text.h"

#include <QElapsedTimer>

namespace workbench {

namespace {

constexpr int kSliceMs = 8; ///< half a display frame
constexpr std::size_t kSearchedCharacters = 4096; ///< of a value

} // namespace

FieldSearch::FieldSearch(QObject* parent)
    : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &FieldSearch::step);
}

void FieldSearch::start(std::shared_ptr<const wire::FieldTree> tree,
                        const QString& text,
                        std::uint32_t from,
                        bool forward)
{
    m_tree = std::move(tree);
    m_text = text;
    m_from = from;
    m_seen = 0;
    m_forward = forward;
    m_timer.start();
    step();
}

void FieldSearch::stop()
{
    m_timer.stop();
    m_tree.reset();
}

void FieldSearch::step()
{
    const std::uint32_t count = m_tree ? m_tree->fieldCount() : 0;
    QElapsedTimer timer;
    timer.start();
    while (m_seen < count) {
        const std::uint32_t on = m_forward ? m_seen : count - m_seen;
        const std::uint32_t index = (m_from + on) % count;
        ++m_seen;
        if (matches(m_tree->at(index))) {
            const bool wrapped = m_forward ? index < m_from : index > m_from;
            stop();
            Q_EMIT found(index, wrapped);
            return;
        }
        if (timer.elapsed() >= kSliceMs) {
            return;
        }
    }
    stop();
    Q_EMIT notFound();
}

bool FieldSearch::matches(wire::Field field) const
{
    const std::string_view name = field.name();
    return QLatin1String(name.data(), static_cast<qsizetype>(name.size()))
               .contains(m_text, Qt::CaseInsensitive)
        || fieldValue(field, kSearchedCharacters).contains(m_text, Qt::CaseInsensitive);
}

} // namespace workbench
