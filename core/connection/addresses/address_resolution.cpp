#include "core/connection/addresses/address_resolution.h"

#include "core/base/duration.h"

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <netdb.h>
#endif

namespace workbench {
namespace {

/// RFC 8305 §8, “Resolution Delay”: for the IPv6 addresses, where the others are there already.
constexpr Milliseconds kResolutionDelay {50};
/// Who prefers a family waits longer for it, but not until a name server that drops the question
/// has been asked again.
constexpr Milliseconds kPreferenceDelay {1000};

} // namespace

AddressResolution::AddressResolution(FamilyPreference preference,
                                     NameResolver resolver,
                                     QObject* parent)
    : QObject(parent)
    , m_preference(preference)
    , m_resolver(std::move(resolver))
{
    m_delay.setSingleShot(true);
    m_delay.setTimerType(Qt::PreciseTimer);
    connect(&m_delay, &QTimer::timeout, this, &AddressResolution::settle);
}

void AddressResolution::start(const QString& host)
{
    m_host = host;
    if (m_preference != FamilyPreference::OnlyIpv4) {
        ask(m_six, AF_INET6);
    }
    if (m_preference != FamilyPreference::OnlyIpv6) {
        ask(m_four, AF_INET);
    }
}

void AddressResolution::cancel()
{
    m_delay.stop();
    m_six.lookup.cancel();
    m_four.lookup.cancel();
}

QList<QHostAddress> AddressResolution::addresses() const
{
    return meansThisComputer(m_host) ? m_four.found.addresses + m_six.found.addresses
                                     : m_six.found.addresses + m_four.found.addresses;
}

bool AddressResolution::isRunning() const
{
    return m_six.lookup.isRunning() || m_four.lookup.isRunning();
}

bool AddressResolution::awaitsTurn() const
{
    return m_six.lookup.awaitsTurn() || m_four.lookup.awaitsTurn();
}

void AddressResolution::ask(Family& family, int number)
{
    family.lookup.start(
        m_host, number, m_resolver, this, [this, &family](const FoundAddresses& found) {
            take(family, found);
        });
}

void AddressResolution::take(Family& family, const FoundAddresses& found)
{
    family.found = found;
    if (!found.addresses.isEmpty()) {
        Q_EMIT answered(found.addresses);
    }
    if (m_ready) {
        Q_EMIT grown();
    } else if (addresses().isEmpty()) {
        if (!isRunning()) {
            fail();
        }
    } else if (!isRunning() || !awaitsPreferred()) {
        settle();
    } else {
        m_delay.start(m_preference == FamilyPreference::HappyEyeballs ? kResolutionDelay
                                                                      : kPreferenceDelay);
    }
}

/// The family that would be tried first has not answered yet.
bool AddressResolution::awaitsPreferred() const
{
    if (meansThisComputer(m_host)) {
        return isRunning(); // both are there with the next turn of the event loop
    }
    return m_preference == FamilyPreference::PreferIpv4 ? m_four.lookup.isRunning()
                                                        : m_six.lookup.isRunning();
}

void AddressResolution::settle()
{
    m_delay.stop();
    m_ready = true;
    Q_EMIT ready();
}

/// Where one family does not exist and the other was not to be learnt, the second is what counts.
void AddressResolution::fail()
{
    const bool sixTells = m_four.found.error.isEmpty() || m_six.found.code == EAI_AGAIN;
    const FoundAddresses& telling = sixTells ? m_six.found : m_four.found;
    Q_EMIT failed(telling.code, telling.error);
}

} // namespace workbench
