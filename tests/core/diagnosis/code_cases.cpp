#include "tests/core/diagnosis/diagnosis_cases.h"
#include "tests/core/diagnosis/record_builder.h"

#include <openssl/ssl.h>
#include <openssl/sslerr.h>

namespace workbench::tests {
namespace {

/// An OpenSSL reason of this end that decides by itself. Version 0: before server_hello.
struct ReasonRow
{
    const char* id;
    Role role;
    int reason;
    quint16 version;
};

constexpr ReasonRow kReasons[] = {
    {"own-certificate-too-weak", Role::Server, SSL_R_EE_KEY_TOO_SMALL, 0},
    {"own-certificate-too-weak", Role::Client, SSL_R_CA_MD_TOO_WEAK, 0},
    {"local-cipher-list-empty", Role::Client, SSL_R_NO_CIPHER_MATCH, 0},
    {"local-cipher-list-empty", Role::Client, SSL_R_NO_CIPHERS_AVAILABLE, 0},
    {"local-versions-all-disabled", Role::Client, SSL_R_NO_PROTOCOLS_AVAILABLE, 0},
    {"client-sent-plain-http", Role::Server, SSL_R_HTTP_REQUEST, 0},
    {"client-sent-proxy-connect", Role::Server, SSL_R_HTTPS_PROXY_REQUEST, 0},
    {"client-sent-sslv2-hello", Role::Server, SSL_R_UNKNOWN_PROTOCOL, 0},
    {"alpn-no-overlap", Role::Server, SSL_R_NO_APPLICATION_PROTOCOL, 0},
    {"sni-refused", Role::Server, SSL_R_CALLBACK_FAILED, 0},
    {"unsolicited-extension", Role::Client, SSL_R_UNSOLICITED_EXTENSION, 0x0303},
    {"unsolicited-extension", Role::Client, SSL_R_BAD_EXTENSION, 0x0303},
    {"missing-extension", Role::Server, SSL_R_MISSING_SIGALGS_EXTENSION, 0},
    {"missing-extension", Role::Server, SSL_R_MISSING_SUPPORTED_GROUPS_EXTENSION, 0},
    {"session-id-echo-invalid", Role::Client, SSL_R_INVALID_SESSION_ID, 0x0304},
    {"compression-chosen", Role::Client, SSL_R_COMPRESSION_DISABLED, 0x0303},
    {"ocsp-staple-invalid", Role::Client, SSL_R_INVALID_STATUS_RESPONSE, 0x0303},
    {"server-chose-unoffered-cipher", Role::Client, SSL_R_UNKNOWN_CIPHER_RETURNED, 0x0303},
    {"server-chose-unoffered-cipher", Role::Client, SSL_R_WRONG_CIPHER_RETURNED, 0x0303},
    {"dh-key-too-small", Role::Client, SSL_R_DH_KEY_TOO_SMALL, 0x0303},
    {"key-exchange-value-invalid", Role::Client, SSL_R_BAD_ECPOINT, 0x0303},
    {"key-exchange-value-invalid", Role::Client, SSL_R_WRONG_CURVE, 0x0303},
    {"key-exchange-value-invalid", Role::Server, SSL_R_BAD_KEY_SHARE, 0},
    {"legacy-renegotiation-disabled",
     Role::Client,
     SSL_R_UNSAFE_LEGACY_RENEGOTIATION_DISABLED,
     0x0303},
    {"renegotiation-refused", Role::Client, SSL_R_NO_RENEGOTIATION, 0x0303},
    {"extended-master-secret-inconsistent", Role::Client, SSL_R_INCONSISTENT_EXTMS, 0x0303},
    {"psk-not-configured", Role::Client, SSL_R_PSK_NO_CLIENT_CB, 0x0303},
    {"psk-identity-unknown", Role::Server, SSL_R_PSK_IDENTITY_NOT_FOUND, 0x0303},
    {"psk-key-mismatch-tls13", Role::Server, SSL_R_BINDER_DOES_NOT_VERIFY, 0},
    {"resumption-refused", Role::Server, SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED, 0},
    {"early-data-refused", Role::Server, SSL_R_TOO_MUCH_EARLY_DATA, 0x0304},
    {"post-handshake-auth-not-offered", Role::Server, SSL_R_EXTENSION_NOT_RECEIVED, 0x0304},
    {"record-overflow", Role::Client, SSL_R_PACKET_LENGTH_TOO_LONG, 0},
    {"finished-mismatch", Role::Client, SSL_R_DIGEST_CHECK_FAILED, 0x0303},
    {"handshake-message-altered-tls12", Role::Client, SSL_R_BAD_SIGNATURE, 0x0303},
    {"handshake-message-altered-tls13",
     Role::Client,
     SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
     0x0304},
    {"record-authentication-failed",
     Role::Client,
     SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC,
     0x0303},
    {"message-too-large", Role::Client, SSL_R_EXCESSIVE_MESSAGE_SIZE, 0x0303},
    {"unexpected-message", Role::Client, SSL_R_UNEXPECTED_MESSAGE, 0},
    {"decode-error", Role::Client, SSL_R_LENGTH_MISMATCH, 0x0303},
    {"certificate-verify-invalid", Role::Server, SSL_R_BAD_SIGNATURE, 0x0304},
    {"client-certificate-missing-tls13",
     Role::Server,
     SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE,
     0x0304},
    {"client-certificate-missing-tls12",
     Role::Server,
     SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE,
     0x0303},
};

/// An alert from the peer that decides by itself.
struct AlertRow
{
    const char* id;
    Role role;
    int alert;
    quint16 version;
};

constexpr AlertRow kAlerts[] = {
    {"alpn-no-overlap", Role::Client, 120, 0},
    {"sni-refused", Role::Client, 112, 0},
    {"unsolicited-extension", Role::Server, 110, 0x0304},
    {"missing-extension", Role::Client, 109, 0},
    {"ech-required", Role::Client, 121, 0x0304},
    {"ocsp-staple-invalid", Role::Server, 113, 0x0303},
    {"insufficient-security", Role::Client, 71, 0},
    {"psk-identity-unknown", Role::Client, 115, 0},
    {"renegotiation-refused", Role::Client, 100, 0x0303}, // fatal, in the middle of a handshake
    {"record-overflow", Role::Client, 22, 0x0303},
    {"record-authentication-failed", Role::Client, 20, 0x0303},
    {"handshake-message-altered-tls12", Role::Client, 51, 0x0303},
    {"unexpected-message", Role::Client, 10, 0x0303},
    {"decode-error", Role::Client, 50, 0},
    {"peer-internal-error", Role::Client, 80, 0},
    {"user-cancelled", Role::Client, 90, 0x0303},
    {"client-access-denied", Role::Client, 49, 0x0303},
    {"client-certificate-missing-tls13", Role::Client, 116, 0x0304},
    {"peer-sent-alert", Role::Client, 47, 0},
    {"peer-sent-alert", Role::Client, 48, 0}, // no server_hello: no word about certificates
    {"peer-rejected-our-certificate", Role::Server, 42, 0x0304},
    {"peer-rejected-our-certificate", Role::Server, 43, 0x0304},
    {"peer-rejected-our-certificate", Role::Server, 44, 0x0304},
    {"peer-rejected-our-certificate", Role::Server, 45, 0x0304},
    {"peer-rejected-our-certificate", Role::Server, 46, 0x0304},
    {"peer-rejected-our-certificate", Role::Server, 48, 0x0304},
};

RecordBuilder upTo(Role role, quint16 version)
{
    RecordBuilder builder
        = role == Role::Client ? RecordBuilder::client() : RecordBuilder::server();
    builder.hello();
    if (version != 0) {
        builder.answered(version);
    }
    return builder;
}

} // namespace

QList<DiagnosisCase> codeCases()
{
    QList<DiagnosisCase> cases;
    for (const ReasonRow& row : kReasons) {
        RecordBuilder builder = upTo(row.role, row.version).openSsl(row.reason);
        cases.append({row.id,
                      "reason " + QByteArray::number(row.reason) + toIdentifier(row.role),
                      builder.record,
                      withoutErrors,
                      {}});
    }
    for (const AlertRow& row : kAlerts) {
        RecordBuilder builder = upTo(row.role, row.version).alert(Direction::Received, row.alert);
        cases.append({row.id,
                      "alert " + QByteArray::number(row.alert) + toIdentifier(row.role),
                      builder.record,
                      withoutAlerts,
                      {}});
    }
    cases.append({"decode-error",
                  "extension of a wrong length",
                  upTo(Role::Server, 0)
                      .openSsl(SSL_R_BAD_EXTENSION)
                      .alert(Direction::Sent, SSL_AD_DECODE_ERROR)
                      .record,
                  withoutAlerts,
                  {}});
    cases.append({"unexpected-message",
                  "alert sent",
                  upTo(Role::Server, 0).alert(Direction::Sent, SSL_AD_UNEXPECTED_MESSAGE).record,
                  withoutAlerts,
                  {}});
    for (const auto& [role, direction, says] :
         {std::tuple(Role::Client, Direction::Received, "The server refuses to renegotiate"),
          std::tuple(Role::Server, Direction::Received, "The client refuses to renegotiate"),
          std::tuple(Role::Client, Direction::Sent, "This client refused"),
          std::tuple(Role::Server, Direction::Sent, "This server refused")}) {
        RecordBuilder open = upTo(role, 0x0303).result(ConnectionResult::Established);
        cases.append({"renegotiation-refused",
                      says,
                      open.alert(direction, SSL_AD_NO_RENEGOTIATION, 1).record,
                      withoutAlerts,
                      {},
                      true,
                      says});
    }
    // An OpenSSL client that is refused breaks off.
    RecordBuilder answered = upTo(Role::Server, 0x0303).result(ConnectionResult::Established);
    answered.alert(Direction::Sent, SSL_AD_NO_RENEGOTIATION, 1);
    cases.append({"renegotiation-refused",
                  "server, the client broke off",
                  answered.alert(Direction::Received, SSL_AD_HANDSHAKE_FAILURE).record,
                  withoutAlerts,
                  {}});
    cases.append({"handshake-failed",
                  "nothing known",
                  RecordBuilder::client().hello().record,
                  [](ConnectionRecord& record) { record.result = ConnectionResult::Established; },
                  {}});
    return cases;
}

} // namespace workbench::tests
