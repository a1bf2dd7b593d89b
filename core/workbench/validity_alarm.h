#pragma once

#include "core/certificates/store_entry.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>

namespace workbench {

/// The next moment after `now` at which one of the certificates expires, expires soon or becomes
/// valid, as of validityAt(); invalid: there is none.
QDateTime nextValidityChange(const QList<StoreEntry>& entries, const QDateTime& now, int soonDays);

/// Tells when what is shown of the validity of certificates is not true any more.
class ValidityAlarm : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<QDateTime()>;

    /// `clock`: the time, UTC.
    explicit ValidityAlarm(QObject* parent, Clock clock = &QDateTime::currentDateTimeUtc);

    /// From now on it is about these.
    void follow(const QList<StoreEntry>& entries, int soonDays);

    QDateTime next() const { return m_next; } ///< invalid: nothing will change

    /// Looks at the clock; called by itself again and again, since timers stand still while the
    /// computer sleeps and clocks are set.
    void look();

Q_SIGNALS:
    void changed(); ///< once for each follow()

private:
    Clock m_clock;
    QDateTime m_next;
    QTimer m_timer;
};

} // namespace workbench
