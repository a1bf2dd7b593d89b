#pragma once

#include "core/base/error.h"
#include "ui/common/theme.h"

#include <QObject>
#include <QString>

#include <functional>

namespace workbench {

/// Something to be told without stopping the person: shown in the window's message bar.
struct Notice
{
    Tone tone = Tone::Neutral;
    QString text; ///< one sentence
    QString detail; ///< what to do about it; may be empty
    QString actionText; ///< with mnemonic; empty: no button
    std::function<void()> action;
};

/// Carries notices from pages and dialogs to the window.
class Notifier : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// A number by which it can be taken back.
    quint64 tell(const Notice& notice)
    {
        const quint64 number = ++m_last;
        Q_EMIT noticeRaised(notice);
        return number;
    }

    /// Message and remedy of an Error.
    quint64 tell(const Error& error)
    {
        return tell(Notice {Tone::Bad, error.message, error.remedy, {}, {}});
    }

    /// Nothing happens when something else was told since.
    void takeBack(quint64 number)
    {
        if (number == m_last) {
            clear();
        }
    }

    void clear() { Q_EMIT cleared(); }

Q_SIGNALS:
    void noticeRaised(const workbench::Notice& notice);
    void cleared();

private:
    quint64 m_last = 0; ///< 0: nothing was told yet
};

} // namespace workbench
