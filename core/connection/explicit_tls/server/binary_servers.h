#pragma once

#include "core/connection/explicit_tls/server/clear_server.h"
#include "core/wire/byte_reader.h"

namespace workbench {

/// LDAP: the extended operation StartTLS (RFC 4511 §4.14); everything else needs it first.
class LdapServer : public ClearServer
{
public:
    LdapServer();

    Step begin() override;
    Step receive(QByteArray& buffer) override;
    QByteArray shown(const QByteArray& before, const QByteArray& bytes) override;
    QByteArray partingWords(ClearProblem why) const override;

private:
    Step takeMessage(QByteArray& buffer);
    Step judge(const QByteArray& message);
    static Step afterOperation(const QByteArray& id, std::uint8_t operation, wire::Bytes content);

    bool m_heard = false; ///< a whole message has come
};

/// PostgreSQL: SSLRequest, answered by one byte, behind whose request nothing is read
/// (CVE-2021-23214).
class PostgresServer : public ClearServer
{
public:
    PostgresServer();

    Step begin() override;
    Step receive(QByteArray& buffer) override;
    QByteArray shown(const QByteArray& before, const QByteArray& bytes) override;
    QByteArray partingWords(ClearProblem why) const override;

private:
    bool m_refusedGss = false; ///< encryption by GSSAPI, which clients may ask for first
};

/// MySQL and MariaDB: greets with its capabilities; TLS follows the client's request at once
/// (Protocol::SSLRequest), perhaps in the same segment.
class MysqlServer : public ClearServer
{
public:
    MysqlServer();

    Step begin() override;
    Step receive(QByteArray& buffer) override;
    QByteArray shown(const QByteArray& before, const QByteArray& bytes) override;
    qsizetype mostBytes() const override;
    QByteArray partingWords(ClearProblem why) const override;

private:
    qsizetype wholeLength() const;
    Step judge();

    QByteArray m_packet; ///< as far as it has come
};

} // namespace workbench
