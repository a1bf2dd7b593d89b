#include "core/certificates/tokens/token_threads.h"

#include <QMetaObject>

#include <mutex>

namespace workbench {

/// Shared with the threads, which may outlive the listener.
class TokenListener::Line
{
public:
    std::mutex mutex;
    TokenListener* listener = nullptr; ///< null: gone
};

QThreadPool& tokenThreads()
{
    // Never destroyed, since that would wait.
    static auto* const threads = [] {
        constexpr int kAtOnce = 16; // each mostly waits
        auto* made = new QThreadPool;
        made->setMaxThreadCount(kAtOnce);
        return made;
    }();
    return *threads;
}

TokenListener::TokenListener(QObject* owner)
    : QObject(owner)
    , m_line(std::make_shared<Line>())
{
    m_line->listener = this;
}

TokenListener::~TokenListener()
{
    const std::scoped_lock lock(m_line->mutex);
    m_line->listener = nullptr;
}

void TokenListener::tell(const std::shared_ptr<Line>& line, std::function<void()> call)
{
    const std::scoped_lock lock(line->mutex); // so that it does not go meanwhile
    if (line->listener == nullptr) {
        return;
    }
    QMetaObject::invokeMethod(
        line->listener,
        [listener = line->listener, call = std::move(call)] {
            listener->deleteLater(); // `call` may take the owner away
            call();
        },
        Qt::QueuedConnection);
}

} // namespace workbench
