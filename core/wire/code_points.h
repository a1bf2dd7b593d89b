#pragma once

#include <cstdint>

/// Code points that the decoder itself asks for. All others are only names: see registry.h.
namespace workbench::wire {

/// RFC 8446 §5.1, RFC 6520, RFC 9146, RFC 9147.
enum class ContentType : std::uint8_t
{
    ChangeCipherSpec = 20,
    Alert = 21,
    Handshake = 22,
    ApplicationData = 23,
    Heartbeat = 24,
    Tls12Cid = 25,
    Ack = 26,
};

/// RFC 8446 §4, RFC 5246 §7.4 and what extends them.
enum class HandshakeType : std::uint8_t
{
    HelloRequest = 0,
    ClientHello = 1,
    ServerHello = 2,
    HelloVerifyRequest = 3,
    NewSessionTicket = 4,
    EndOfEarlyData = 5,
    HelloRetryRequest = 6,
    EncryptedExtensions = 8,
    RequestConnectionId = 9,
    NewConnectionId = 10,
    Certificate = 11,
    ServerKeyExchange = 12,
    CertificateRequest = 13,
    ServerHelloDone = 14,
    CertificateVerify = 15,
    ClientKeyExchange = 16,
    ClientCertificateRequest = 17,
    Finished = 20,
    CertificateUrl = 21,
    CertificateStatus = 22,
    SupplementalData = 23,
    KeyUpdate = 24,
    CompressedCertificate = 25,
    EktKey = 26,
    NextProtocol = 67,
    MessageHash = 254,
};

/// Extensions that more than the table of extensions cares about.
enum class ExtensionType : std::uint16_t
{
    ServerName = 0,
    StatusRequest = 5,
    SupportedGroups = 10,
    EcPointFormats = 11,
    SignatureAlgorithms = 13,
    Alpn = 16,
    Padding = 21,
    ExtendedMasterSecret = 23,
    SessionTicket = 35,
    PreSharedKey = 41,
    EarlyData = 42,
    SupportedVersions = 43,
    Cookie = 44,
    PskKeyExchangeModes = 45,
    CertificateAuthorities = 47,
    PostHandshakeAuth = 49,
    KeyShare = 51,
    QuicTransportParameters = 57,
    EncryptedClientHello = 0xfe0d,
    RenegotiationInfo = 0xff01,
};

} // namespace workbench::wire
