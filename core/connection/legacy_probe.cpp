#include "core/connection/legacy_probe.h"

#include "core/base/bytes.h"
#include "core/connection/client_connection.h"

#include <QRandomGenerator>

#include <array>

namespace workbench {
namespace {

/// More than any answer to the question has.
constexpr qsizetype kMost = 65536;

QString nameOf(wire::LegacyVersion version)
{
    return version == wire::LegacyVersion::Ssl2 ? QStringLiteral("SSL 2.0")
                                                : QStringLiteral("SSL 3.0");
}

QString sentenceOn(const LegacyProbeResult& result)
{
    const QString name = nameOf(result.version);
    switch (result.answer) {
    case wire::LegacyAnswer::Accepted:
        return LegacyProbe::tr("The server would speak %1 (%2): switch that off there.")
            .arg(name, result.evidence);
    case wire::LegacyAnswer::Refused:
        return LegacyProbe::tr("The server refuses %1 (%2), as it should.")
            .arg(name, result.evidence);
    case wire::LegacyAnswer::Incomplete:
    case wire::LegacyAnswer::Unclear:
        break;
    }
    return LegacyProbe::tr("Whether the server would speak %1 cannot be told: %2.")
        .arg(name,
             result.evidence.isEmpty() ? LegacyProbe::tr("it answers something else than TLS")
                                       : result.evidence);
}

/// In clear, with nothing else of TLS in it, and with a limit of its own for the answer.
ClientOptions forProbe(ClientOptions options)
{
    options.plain = true;
    options.credentials = {};
    options.session = {};
    options.psk = {};
    options.sessionPath.clear();
    options.keyLogPath.clear();
    if (options.limits.idle.count() == 0) {
        options.limits.idle = options.limits.whole;
    }
    return options;
}

} // namespace

LegacyProbe::LegacyProbe(ClientOptions options, wire::LegacyVersion version, QObject* parent)
    : QObject(parent)
    , m_version(version)
    , m_connection(std::make_unique<ClientConnection>(forProbe(std::move(options))))
{
    connect(m_connection.get(), &ClientConnection::established, this, [this] {
        std::array<quint32, 8> random {};
        QRandomGenerator::global()->fillRange(random.data(), random.size());
        const auto hello = wire::legacyHello(
            m_version, {reinterpret_cast<const std::uint8_t*>(random.data()), sizeof random});
        m_connection->send(toByteArray(hello));
    });
    connect(m_connection.get(), &ClientConnection::dataReceived, this, &LegacyProbe::onData);
    connect(m_connection.get(), &ClientConnection::finished, this, &LegacyProbe::onEnded);
}

LegacyProbe::~LegacyProbe() = default;

void LegacyProbe::start()
{
    m_connection->start();
}

void LegacyProbe::cancel()
{
    m_connection->cancel();
}

void LegacyProbe::onData(const QByteArray& bytes)
{
    m_received.append(bytes.first(std::min(bytes.size(), kMost - m_received.size())));
    const wire::LegacyVerdict verdict
        = wire::readLegacyAnswer(m_version, asSpan(m_received), m_received.size() == kMost);
    if (verdict.answer != wire::LegacyAnswer::Incomplete) {
        conclude(verdict.answer, QString::fromStdString(verdict.evidence));
        m_connection->close();
    }
}

/// Without an answer: what the connection says is why.
void LegacyProbe::onEnded()
{
    const ConnectionRecordPtr record = m_connection->snapshot();
    const Phase* const data = record->phase(PhaseName::Data);
    if (data == nullptr || data->result == PhaseResult::TimedOut) {
        conclude(wire::LegacyAnswer::Unclear,
                 data != nullptr                ? tr("no answer came in time")
                     : record->errors.isEmpty() ? tr("no connection came about")
                                                : record->errors.first().text);
        return;
    }
    const wire::LegacyVerdict verdict = wire::readLegacyAnswer(m_version, asSpan(m_received), true);
    conclude(verdict.answer, QString::fromStdString(verdict.evidence));
}

void LegacyProbe::conclude(wire::LegacyAnswer answer, const QString& evidence)
{
    if (m_concluded) {
        return;
    }
    m_concluded = true;
    LegacyProbeResult result {m_version, answer, evidence, {}};
    result.sentence = sentenceOn(result);
    Q_EMIT finished(result);
}

} // namespace workbench
