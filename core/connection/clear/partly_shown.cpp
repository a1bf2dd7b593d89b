#include "core/connection/clear/partly_shown.h"

#include "core/base/bytes.h"
#include "core/wire/first_bytes.h"

#include <algorithm>
#include <cctype>

namespace workbench {
namespace {

constexpr qsizetype kLongestWord = 32;
/// Behind them, every protocol that is known has its first secret.
constexpr qsizetype kEnough = 8;

bool isBlank(char letter)
{
    return std::isspace(static_cast<unsigned char>(letter)) != 0;
}

bool isControl(char letter)
{
    return std::iscntrl(static_cast<unsigned char>(letter)) != 0;
}

} // namespace

PartlyShown::PartlyShown(const QByteArray& before, const QByteArray& bytes)
    : m_all(before + bytes)
    , m_from(before.size())
{ }

void PartlyShown::show(qsizetype count)
{
    const qsizetype end = m_place + std::min(count, m_all.size() - m_place);
    const qsizetype first = std::max(m_place, m_from);
    if (first < end) {
        noteHidden();
        m_kept += m_all.mid(first, end - first);
    }
    m_place = end;
}

void PartlyShown::hide(qsizetype count)
{
    const qsizetype end = m_place + std::min(count, m_all.size() - m_place);
    m_hidden += std::max<qsizetype>(0, end - std::max(m_place, m_from));
    m_place = end;
}

void PartlyShown::showStrange()
{
    const QByteArray left = rest();
    const wire::FirstBytesKind kind = wire::firstBytesKind(asSpan(left));
    if (kind == wire::FirstBytesKind::Tls) {
        show(left.size());
    } else {
        const bool isText = !left.isEmpty() && (isBlank(left.at(0)) || !isControl(left.at(0)));
        show(isText ? firstWordLength(left) : kEnough);
    }
    hide(m_all.size());
}

QByteArray PartlyShown::take()
{
    hide(m_all.size());
    noteHidden();
    return m_kept;
}

/// Like what is said, it is not translated: it stands among words of the wire.
void PartlyShown::noteHidden()
{
    if (m_hidden > 0) {
        m_kept += "(" + QByteArray::number(m_hidden) + " bytes not shown)";
        m_hidden = 0;
    }
}

qsizetype firstWordLength(const QByteArray& text)
{
    const auto* const word = std::find_if_not(text.begin(), text.end(), isBlank);
    const auto* const end = std::find_if(
        word, text.end(), [](char letter) { return isBlank(letter) || isControl(letter); });
    return std::min<qsizetype>(end - word, kLongestWord) + (word - text.begin());
}

} // namespace workbench
