#include "ui/common/tree_decoder.h"

namespace workbench {

namespace {

/// In bytes: decoding so much takes a millisecond or two.
constexpr qsizetype kDecodedAtOnce = 131'072;

} // namespace

TreeDecoder::TreeDecoder(QObject* parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
}

TreeDecoder::~TreeDecoder()
{
    m_pool.clear();
    m_pool.waitForDone();
}

TreeDecoder::Tree TreeDecoder::decode(qsizetype size, std::function<wire::FieldTree()> decode)
{
    forget();
    if (size <= kDecodedAtOnce) {
        return std::make_shared<const wire::FieldTree>(decode());
    }
    m_pool.clear();
    m_pool.start([this, asked = m_asked, decode = std::move(decode)] {
        auto tree = std::make_shared<const wire::FieldTree>(decode());
        QMetaObject::invokeMethod(
            this,
            [this, asked, tree = std::move(tree)] { take(asked, tree); },
            Qt::QueuedConnection);
    });
    return nullptr;
}

void TreeDecoder::take(quint64 asked, Tree tree)
{
    if (asked == m_asked) {
        Q_EMIT decoded(std::move(tree));
    }
}

} // namespace workbench
