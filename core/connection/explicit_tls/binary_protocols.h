#pragma once

#include "core/connection/explicit_tls/explicit_tls_exchange.h"

namespace workbench {

/// LDAP: the extended operation StartTLS (RFC 4511 §4.14).
class LdapExchange : public ExplicitTlsExchange
{
public:
    LdapExchange();

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    Step judge(const QByteArray& message);
};

/// PostgreSQL: SSLRequest, answered by one byte, behind which nothing is read (CVE-2021-23222).
class PostgresExchange : public ExplicitTlsExchange
{
public:
    PostgresExchange();

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    Step errorMessage(const QByteArray& buffer);
};

/// MySQL and MariaDB: the server greets with its capabilities; TLS follows the client's request
/// without an answer (Protocol::SSLRequest).
class MysqlExchange : public ExplicitTlsExchange
{
public:
    MysqlExchange();

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    Step judge(const QByteArray& greeting);
};

/// RDP: the X.224 connection request with a negotiation of security ([MS-RDPBCGR] 2.2.1.1).
class RdpExchange : public ExplicitTlsExchange
{
public:
    RdpExchange();

    Step begin() override;
    Step receive(QByteArray& buffer) override;

private:
    Step judge(const QByteArray& confirm);
};

} // namespace workbench
