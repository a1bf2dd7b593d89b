#pragma once

#include "core/connection/name_lookup.h"
#include "core/connection/options/family_preference.h"

#include <QObject>
#include <QTimer>

namespace workbench {

/// Finds the addresses of a host: both families are asked at once, and whoever waits is told when
/// connecting can begin (RFC 8305 §3). What comes later is told too.
class AddressResolution : public QObject
{
    Q_OBJECT

public:
    AddressResolution(FamilyPreference preference, NameResolver resolver, QObject* parent);

    /// Once. Signals come from the event loop, never from here.
    void start(const QString& host);
    void cancel();
    /// Waits for no other family any longer: `ready` comes from here. There is an address.
    void settle();

    /// So far, those of IPv6 first; for localhost IPv4 first, where most servers for tests listen.
    QList<QHostAddress> addresses() const;
    bool isRunning() const; ///< an answer is outstanding
    bool awaitsTurn() const; ///< too many look-ups hang: nobody has been asked yet

Q_SIGNALS:
    void answered(const QList<QHostAddress>& addresses); ///< of one family; not empty
    void ready(); ///< connecting can begin; after `answered`
    void grown(); ///< after `ready`: another family has answered, with or without addresses
    void failed(int code, const QString& error); ///< no family has an address; EAI_…

private:
    struct Family
    {
        NameLookup lookup;
        FoundAddresses found;
    };

    void ask(Family& family, int number);
    void take(Family& family, const FoundAddresses& found);
    void fail();
    bool awaitsPreferred() const;

    FamilyPreference m_preference;
    NameResolver m_resolver;
    QString m_host;
    Family m_six;
    Family m_four;
    QTimer m_delay; ///< of those who have an address, for the other family
    bool m_ready = false;
};

} // namespace workbench
