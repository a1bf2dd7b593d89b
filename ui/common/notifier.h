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

    void tell(const Notice& notice) { Q_EMIT noticeRaised(notice); }

    /// Message and remedy of an Error.
    void tell(const Error& error)
    {
        Q_EMIT noticeRaised({Tone::Bad, error.message, error.remedy, {}, {}});
    }

    void clear() { Q_EMIT cleared(); }

Q_SIGNALS:
    void noticeRaised(const workbench::Notice& notice);
    void cleared();
};

} // namespace workbench
