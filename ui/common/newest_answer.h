#pragma once

#include "ui/common/background.h"

#include <QObject>

#include <utility>

namespace workbench {

/// Asks in the background and hears the newest answer only: for what is asked anew while a person
/// types or chooses.
class NewestAnswer : public QObject
{
public:
    using QObject::QObject;

    /// As of inBackground(); `done` is not called when something else was asked for before.
    template <typename Work, typename Done>
    void ask(Work work, Done done)
    {
        inBackground(this,
                     std::move(work),
                     [this, asked = ++m_asked, done = std::move(done)](const auto& result) {
                         if (asked == m_asked) {
                             done(result);
                         }
                     });
    }

    /// What is under way is of no interest any more.
    void forget() { ++m_asked; }

private:
    quint64 m_asked = 0;
};

} // namespace workbench
