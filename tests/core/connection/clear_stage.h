#pragma once

#include "core/connection/clear/clear_phases.h"
#include "core/connection/explicit_tls/explicit_tls_protocol.h"
#include "tests/support/data_chunks.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <utility>

namespace workbench::tests {

/// What one end says before TLS, each when it is its turn.
using Turns = QList<QByteArray>;

// Where a conversation leads: to TLS, nowhere yet, or to a problem of the record.
constexpr int kTls = -1;
constexpr int kStalled = -2;
constexpr auto kNotOffered = int(ClearProblem::NotOffered);
constexpr auto kRefused = int(ClearProblem::Refused);
constexpr auto kOther = int(ClearProblem::OtherProtocol);
constexpr auto kSpeaksTls = int(ClearProblem::SpeaksTls);
constexpr auto kGarbage = int(ClearProblem::NotUnderstood);
constexpr auto kInjected = int(ClearProblem::Injected);

inline QByteArray hex(const char* digits)
{
    return QByteArray::fromHex(digits);
}

// What clients say.
inline const QByteArray kHello = hex("16030100050100000100");
inline const QByteArray kStartTlsOid = "1.3.6.1.4.1.1466.20037";
/// The bytes that OpenLDAP's ldapsearch -Z sends.
inline const QByteArray kLdapAsk = hex("301d02010177188016") + kStartTlsOid;
inline const QByteArray kStream
    = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
      "xmlns:stream='http://etherx.jabber.org/streams' to='münchen.test' "
      "version='1.0'>";
inline const QByteArray kStarttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
inline const QByteArray kSslRequest = hex("0000000804d2162f");
inline const QByteArray kMysqlAsk = hex("20000001008a0000000000012d") + QByteArray(23, '\0');

/// One end of a conversation in clear, and what it said. Those of a server and of a client differ
/// in what their peer says.
class ClearStage
{
public:
    int outcome() const
    {
        return m_state == ClearPhases::State::Done   ? kTls
            : m_state == ClearPhases::State::Running ? kStalled
                                                     : int(m_attempt.record().clearProblem);
    }

    const QByteArray& written() const { return m_written; }

    const ClearPhases& phases() const { return m_phases; }

    const ConnectionRecord& record() const { return m_attempt.record(); }

protected:
    ClearStage(Role role, std::unique_ptr<ClearExchange> exchange)
        : m_attempt(role, QStringLiteral("test"))
    {
        m_phases.add(std::move(exchange));
        m_state = m_phases.start();
    }

    Attempt m_attempt;
    QByteArray m_written;
    ClearPhases m_phases {
        m_attempt, [this](const QByteArray& bytes) { m_written += bytes; }, [](PhaseName) {}};
    ClearPhases::State m_state = ClearPhases::State::Running;
};

/// The machine of a server, to which a client says something in pieces.
class ServerStage : public ClearStage
{
public:
    explicit ServerStage(const QByteArray& word)
        : ClearStage(Role::Server, explicitTlsProtocol(QString::fromLatin1(word))->makeServer())
    { }

    /// `pieces`: how many bytes come at a time. What comes after the end is not said.
    void say(const QByteArray& bytes, qsizetype pieces)
    {
        for (qsizetype place = 0; place < bytes.size(); place += pieces) {
            QByteArray piece = bytes.mid(place, pieces);
            while (!piece.isEmpty() && m_state == ClearPhases::State::Running) {
                const qsizetype most = m_phases.mostBytes();
                m_state = m_phases.receive(piece.left(most));
                piece.remove(0, most);
            }
            m_left += piece.size();
        }
    }

    /// What the record has of the client's words.
    QByteArray kept() const { return bytesOf(record().clearDialogue, Direction::Received); }

    qsizetype left() const { return m_left; } ///< bytes that were not for the machine

private:
    qsizetype m_left = 0;
};

} // namespace workbench::tests
