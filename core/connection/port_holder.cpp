#include "core/connection/port_holder.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <system_error>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PortHolder)
};

constexpr int kTimeWait = 6; // net/tcp_states.h
constexpr int kListen = 10;
constexpr int kUnconnected = 7; // of UDP
constexpr qint64 kMostTableBytes = qint64(16) * 1024 * 1024;
constexpr int kMostDescriptors = 50'000; // that are looked at: somebody waits for the answer

/// Words of 32 bits, each in the order of this computer.
std::optional<QHostAddress> addressOf(const QByteArray& digits)
{
    constexpr qsizetype kWordDigits = 8;
    const QByteArray bytes = QByteArray::fromHex(digits);
    if (digits.size() != 2 * bytes.size()
        || (digits.size() != kWordDigits && digits.size() != 4 * kWordDigits)) {
        return {};
    }
    std::array<quint32, 4> words {};
    for (qsizetype i = 0; i < digits.size() / kWordDigits; ++i) {
        words.at(static_cast<std::size_t>(i))
            = digits.mid(i * kWordDigits, kWordDigits).toUInt(nullptr, 16);
    }
    if (digits.size() == kWordDigits) {
        return QHostAddress(qFromBigEndian(words[0]));
    }
    // What the kernel printed as numbers stands in memory in the order of the network.
    return QHostAddress(reinterpret_cast<const quint8*>(words.data()));
}

std::optional<SocketEntry> entryOf(const QByteArray& line)
{
    constexpr int kLocal = 1;
    constexpr int kState = 3;
    constexpr int kInode = 9;
    const QList<QByteArray> fields = line.simplified().split(' ');
    if (fields.size() <= kInode) {
        return {};
    }
    const QList<QByteArray> local = fields.at(kLocal).split(':');
    const auto address = local.size() == 2 ? addressOf(local.first()) : std::nullopt;
    bool isPort = false;
    bool isState = false;
    bool isInode = false;
    const SocketEntry entry {.address = address.value_or(QHostAddress()),
                             .port = address ? local.last().toUShort(&isPort, 16) : quint16(0),
                             .state = fields.at(kState).toInt(&isState, 16),
                             .inode = fields.at(kInode).toULongLong(&isInode)};
    return isPort && isState && isInode ? std::optional(entry) : std::nullopt;
}

QByteArray contentOf(const QString& path, qint64 most)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(most) : QByteArray();
}

bool isAny(const QHostAddress& address)
{
    return address == QHostAddress(QHostAddress::AnyIPv4)
        || address == QHostAddress(QHostAddress::AnyIPv6)
        || address == QHostAddress(QHostAddress::Any);
}

/// How likely it is that a socket of one address keeps others from the other: 0 it does, 1 it does
/// as all addresses of the family, 2 it may, as `::` stands for IPv4 too unless it was told not to;
/// none: it does not.
std::optional<int> collision(const QHostAddress& one, const QHostAddress& other)
{
    if (one.isEqual(other, QHostAddress::ConvertV4MappedToIPv4)) {
        return 0;
    }
    if (!isAny(one) && !isAny(other)) {
        return {};
    }
    if (one.protocol() == other.protocol()) {
        return 1;
    }
    const bool anyOfSix = (isAny(one) && one.protocol() != QAbstractSocket::IPv4Protocol)
        || (isAny(other) && other.protocol() != QAbstractSocket::IPv4Protocol);
    return anyOfSix ? std::optional(2) : std::nullopt;
}

/// Sockets that have the port; those that listen, and those of the address itself, first.
QList<SocketEntry> entriesOf(const QHostAddress& address, quint16 port, Transport transport)
{
    const QString protocol
        = transport == Transport::Udp ? QStringLiteral("udp") : QStringLiteral("tcp");
    QList<SocketEntry> entries;
    for (const char* version : {"", "6"}) {
        const QString path = QStringLiteral("/proc/net/%1%2").arg(protocol, QLatin1String(version));
        const QList<SocketEntry> table = readSocketTable(contentOf(path, kMostTableBytes));
        std::copy_if(
            table.begin(), table.end(), std::back_inserter(entries), [&](const SocketEntry& e) {
                return e.port == port && collision(e.address, address)
                    && (e.state == kListen || e.state == kUnconnected || e.state == kTimeWait);
            });
    }
    const auto rank = [&](const SocketEntry& entry) {
        return std::pair(entry.state == kTimeWait, collision(entry.address, address).value_or(0));
    };
    std::stable_sort(entries.begin(), entries.end(), [&](const auto& one, const auto& other) {
        return rank(one) < rank(other);
    });
    return entries;
}

/// The process that has the socket open; 0: none that this one may look into.
qint64 processOf(quint64 inode)
{
    const std::string socket = "socket:[" + std::to_string(inode) + "]";
    int looked = 0;
    const QStringList processes = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs);
    for (const QString& process : processes) {
        bool isNumber = false;
        const qint64 number = process.toLongLong(&isNumber);
        if (!isNumber) {
            continue;
        }
        const QDir descriptors(QStringLiteral("/proc/%1/fd").arg(process));
        // Links to sockets lead nowhere: only with QDir::System are they listed.
        const QStringList names = descriptors.entryList(QDir::Files | QDir::System);
        for (const QString& name : names) {
            if (++looked > kMostDescriptors) {
                return 0;
            }
            // QFileInfo would make an absolute path of what it leads to.
            std::error_code unreadable;
            const std::filesystem::path target = std::filesystem::read_symlink(
                descriptors.filePath(name).toStdString(), unreadable);
            if (target == socket) {
                return number;
            }
        }
    }
    return 0;
}

} // namespace

QList<SocketEntry> readSocketTable(const QByteArray& table)
{
    QList<SocketEntry> entries;
    for (const QByteArray& line : table.split('\n')) {
        if (const auto entry = entryOf(line)) {
            entries.append(*entry);
        }
    }
    return entries;
}

std::optional<PortHolder> portHolder(const QHostAddress& address, quint16 port, Transport transport)
{
    const QList<SocketEntry> entries = entriesOf(address, port, transport);
    if (entries.isEmpty()) {
        return {};
    }
    const SocketEntry& first = entries.first();
    if (first.state == kTimeWait) {
        return PortHolder {.isTimeWait = true};
    }
    const qint64 process = processOf(first.inode);
    if (process == 0) {
        return PortHolder {};
    }
    constexpr qint64 kMostNameBytes = 64;
    const QByteArray name
        = contentOf(QStringLiteral("/proc/%1/comm").arg(process), kMostNameBytes).trimmed();
    return PortHolder {.process = process,
                       .program = QString::fromLocal8Bit(name),
                       .isOwnProcess = process == QCoreApplication::applicationPid()};
}

QString holderText(const PortHolder& holder)
{
    if (holder.isTimeWait) {
        return Text::tr("connections of an earlier run, which the system forgets within a minute");
    }
    if (holder.isOwnProcess) {
        return Text::tr("another server of this program");
    }
    if (holder.process == 0) {
        return Text::tr("a program that the system does not name, most likely another user's");
    }
    return Text::tr("%1 (process %2)").arg(holder.program).arg(holder.process);
}

} // namespace workbench
