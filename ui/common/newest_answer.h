#pragma once

#include "ui/common/background.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <utility>

namespace workbench {

/// Asks in the background and hears the newest answer only: for what is asked anew while a person
/// types or chooses.
class NewestAnswer : public QObject
{
public:
    explicit NewestAnswer(QObject* parent)
        : QObject(parent)
    {
        constexpr int kPauseMilliseconds = 200;
        m_pause.setSingleShot(true);
        m_pause.setInterval(kPauseMilliseconds);
        connect(&m_pause, &QTimer::timeout, this, [this] { std::exchange(m_start, {})(); });
    }

    /// As of inBackground(); `done` is not called when something else was asked for before.
    template <typename Work, typename Done>
    void ask(Work work, Done done)
    {
        forget();
        inBackground(this,
                     std::move(work),
                     [this, asked = m_asked, done = std::move(done)](const auto& result) {
                         if (asked == m_asked) {
                             done(result);
                         }
                     });
    }

    /// The same, when nothing else was asked for a moment: once for a word that is being typed.
    template <typename Work, typename Done>
    void askSoon(Work work, Done done)
    {
        forget();
        m_start = [this, work = std::move(work), done = std::move(done)] { ask(work, done); };
        m_pause.start();
    }

    /// What is under way is of no interest any more; what it would have been done with is let go.
    void forget()
    {
        m_pause.stop();
        m_start = {};
        ++m_asked;
    }

private:
    QTimer m_pause;
    std::function<void()> m_start; ///< after the pause
    quint64 m_asked = 0;
};

} // namespace workbench
