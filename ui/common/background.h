#pragma once

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace workbench {

/// Runs `work` in a thread of the pool, then `done` with its result in the GUI thread, unless
/// `owner` is gone by then. `work` gets everything by value.
template <typename Work, typename Done>
void inBackground(QObject* owner, Work work, Done done)
{
    QThreadPool::globalInstance()->start(
        [owner = QPointer<QObject>(owner), work = std::move(work), done = std::move(done)] {
            auto result = work();
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [owner, done, result = std::move(result)] {
                    if (owner) {
                        done(result);
                    }
                },
                Qt::QueuedConnection);
        });
}

/// Waits for what still runs in the background, its outcome unwanted: before the application goes.
/// Qt lets go of the application first and waits afterwards, and `work` translates texts with it.
inline void waitForBackground()
{
    QThreadPool::globalInstance()->waitForDone();
}

} // namespace workbench
