#include "core/workbench/passphrase_keeper.h"

#include <QString>

#include <algorithm>
#include <array>
#include <utility>

#ifdef Q_OS_LINUX
#include <ctime>
#endif

namespace workbench {
namespace {

using std::chrono::milliseconds;

constexpr std::array kTimes {std::pair {KeepTime::Never, "never"},
                             std::pair {KeepTime::FiveMinutes, "5min"},
                             std::pair {KeepTime::OneHour, "1h"},
                             std::pair {KeepTime::UntilEnd, "until-end"}};

/// A steady clock; on Linux one that goes on while the computer sleeps, which the usual one does
/// not.
milliseconds now()
{
#ifdef Q_OS_LINUX
    timespec time {};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(time.tv_sec)
                                                    + std::chrono::nanoseconds(time.tv_nsec));
#else
    return std::chrono::duration_cast<milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
#endif
}

std::optional<milliseconds> lengthOf(KeepTime time)
{
    switch (time) {
    case KeepTime::Never:
        return milliseconds(0);
    case KeepTime::FiveMinutes:
        return std::chrono::minutes(5);
    case KeepTime::OneHour:
        return std::chrono::hours(1);
    case KeepTime::UntilEnd:
        break;
    }
    return std::nullopt;
}

} // namespace

QList<KeepTime> allKeepTimes()
{
    QList<KeepTime> times;
    for (const auto& [time, word] : kTimes) {
        times.append(time);
    }
    return times;
}

const char* toIdentifier(KeepTime time)
{
    const auto* found = std::find_if(
        kTimes.begin(), kTimes.end(), [time](const auto& one) { return one.first == time; });
    return found->second;
}

std::optional<KeepTime> keepTimeFrom(const QString& identifier)
{
    for (const auto& [time, word] : kTimes) {
        if (identifier == QLatin1String(word)) {
            return time;
        }
    }
    return std::nullopt;
}

PassphraseKeeper::PassphraseKeeper(QObject* parent)
    : QObject(parent)
    , m_clock(now)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PassphraseKeeper::forgetExpired);
}

PassphraseKeeper::~PassphraseKeeper() = default;

void PassphraseKeeper::keep(const QByteArray& spkiSha256,
                            const SecretBytes& passphrase,
                            KeepTime time)
{
    if (time == KeepTime::Never || passphrase.isEmpty()) {
        forget(spkiSha256);
        return;
    }
    const std::optional<milliseconds> length = lengthOf(time);
    Kept kept {.passphrase = passphrase, .until = std::nullopt};
    if (length) {
        kept.until = m_clock() + *length;
    }
    m_kept.insert_or_assign(spkiSha256, std::move(kept));
    waitForNext();
    Q_EMIT countChanged();
}

QByteArray PassphraseKeeper::find(const QByteArray& spkiSha256)
{
    // The timer may be late, for instance after a sleep of the computer.
    forgetExpired();
    const auto kept = m_kept.find(spkiSha256);
    return kept == m_kept.end() ? QByteArray() : kept->second.passphrase.copy();
}

void PassphraseKeeper::forget(const QByteArray& spkiSha256)
{
    if (m_kept.erase(spkiSha256) > 0) {
        waitForNext();
        Q_EMIT countChanged();
    }
}

void PassphraseKeeper::forgetAll()
{
    m_kept.clear();
    waitForNext();
    Q_EMIT countChanged();
}

void PassphraseKeeper::forgetExpired()
{
    const milliseconds time = m_clock();
    const auto gone = std::erase_if(
        m_kept, [time](const auto& one) { return one.second.until && *one.second.until <= time; });
    waitForNext();
    if (gone > 0) {
        Q_EMIT countChanged();
    }
}

void PassphraseKeeper::waitForNext()
{
    std::optional<milliseconds> next;
    for (const auto& [spki, kept] : m_kept) {
        if (kept.until && (!next || *kept.until < *next)) {
            next = kept.until;
        }
    }
    if (next) {
        m_timer.start(std::max(milliseconds(1), *next - m_clock()));
    } else {
        m_timer.stop();
    }
}

QString storageId(const QByteArray& spkiSha256)
{
    return QStringLiteral("private-key/") + QString::fromLatin1(spkiSha256.toHex());
}

} // namespace workbench
