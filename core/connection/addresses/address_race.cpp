#include "core/connection/addresses/address_race.h"

#include "core/base/duration.h"

#include <algorithm>
#include <cerrno>

namespace workbench {
namespace {

/// RFC 8305 §8, “Connection Attempt Delay”.
constexpr Milliseconds kAttemptDelay {250};

/// The higher, the more a failure says about the target.
int weight(const AddressRace::Failure& failure)
{
    constexpr int kRefused = 2;
    return failure.errorNumber == ECONNREFUSED ? kRefused
        : failure.errorNumber == ETIMEDOUT     ? 1
                                               : 0;
}

} // namespace

AddressRace::AddressRace(QObject* parent)
    : QObject(parent)
{
    m_stagger.setSingleShot(true);
    m_stagger.setTimerType(Qt::PreciseTimer);
    connect(&m_stagger, &QTimer::timeout, this, &AddressRace::startNext);
}

AddressRace::~AddressRace() = default;

void AddressRace::run(const QList<QHostAddress>& addresses, quint16 port, bool moreToCome)
{
    m_port = port;
    m_moreToCome = moreToCome;
    m_waiting.clear();
    std::copy_if(addresses.begin(),
                 addresses.end(),
                 std::back_inserter(m_waiting),
                 [this](const QHostAddress& address) { return !m_tried.contains(address); });
    if (!m_stagger.isActive()) {
        startNext();
    }
}

void AddressRace::abort()
{
    m_stagger.stop();
    m_waiting.clear();
    m_moreToCome = true; // whoever gives up hears of no failure
    for (const std::unique_ptr<TcpConnector>& attempt : m_attempts) {
        if (attempt) {
            attempt->abort();
        }
    }
}

void AddressRace::startNext()
{
    if (m_waiting.isEmpty()) {
        if (!m_moreToCome && m_failures.size() == m_tried.size() && !m_failures.isEmpty()) {
            const auto byWeight
                = [](const Failure& a, const Failure& b) { return weight(a) < weight(b); };
            Q_EMIT failed(*std::max_element(m_failures.begin(), m_failures.end(), byWeight));
        }
        return;
    }
    const QHostAddress address = m_waiting.takeFirst();
    const int number = static_cast<int>(m_tried.size());
    m_tried.append(address);
    m_attempts.push_back(std::make_unique<TcpConnector>());
    TcpConnector& connector = *m_attempts.back();
    connector.setSettings(m_settings);
    connect(&connector, &TcpConnector::failed, this, [this, number](int errorNumber) {
        onFailed(number, errorNumber);
    });
    connect(
        &connector, &TcpConnector::connected, this, [this, number](qintptr descriptor, bool reset) {
            onConnected(number, descriptor, reset);
        });
    Q_EMIT attemptStarted(address);
    m_stagger.start(kAttemptDelay);
    connector.connectTo(address, m_port);
}

void AddressRace::onFailed(int attempt, int errorNumber)
{
    m_failures.append({attempt, errorNumber});
    m_stagger.stop();
    Q_EMIT attemptFailed(attempt, errorNumber);
    startNext();
}

void AddressRace::onConnected(int attempt, qintptr descriptor, bool reset)
{
    abort();
    Q_EMIT connected(attempt, descriptor, reset);
}

} // namespace workbench
