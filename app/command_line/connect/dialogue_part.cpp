#include "app/command_line/common_options.h"
#include "app/command_line/connect/connect_parts.h"
#include "core/base/atomic_file.h"
#include "core/base/byte_size.h"
#include "core/base/escaped_text.h"
#include "core/base/hex.h"
#include "core/connection/canned_requests.h"

#include <QCoreApplication>
#include <QFile>

namespace workbench {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ConnectCommand)
};

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("send"),
         Words::tr(
             "Text to send after the handshake; \\r, \\n, \\t, \\\\, \\xNN are understood. May be "
             "repeated, also in turn with bytes: all goes in that order."),
         QStringLiteral("TEXT")},
        {QStringLiteral("send-hex"),
         Words::tr("Bytes to send, in hexadecimal; may be repeated."),
         QStringLiteral("HEX")},
        {QStringLiteral("send-file"), Words::tr("File to send."), QStringLiteral("FILE")},
        {QStringLiteral("expect"),
         Words::tr("Text that the answer must contain, with the same escapes."),
         QStringLiteral("TEXT")},
        {QStringLiteral("request"),
         Words::tr("Send a usual request, filled in for the target: %1.")
             .arg(cannedRequestIds().join(QStringLiteral(", "))),
         QStringLiteral("NAME")},
        {QStringLiteral("key-update"),
         Words::tr("New keys for both directions before anything is sent (TLS 1.3).")},
        {QStringLiteral("renegotiate"),
         Words::tr("Another handshake on the connection before anything is sent (to TLS 1.2).")},
        {QStringLiteral("half-close"),
         Words::tr(
             "End this direction after sending (close_notify, FIN), and read until the peer ends "
             "the connection.")},
        {QStringLiteral("abrupt-close"),
         Words::tr("End the connection with a TCP reset, without close_notify.")},
        {QStringLiteral("keep-data"),
         Words::tr("So much data is kept for the report (1 MB), at most 256 MB."),
         QStringLiteral("SIZE")},
        {QStringLiteral("received-file"),
         Words::tr(
             "Write what comes in to this file, in full; of several connections each to a file of "
             "its own, numbered."),
         QStringLiteral("FILE")},
    });
}

Result<void> readRequest(const QCommandLineParser& parser, ConnectRequest& request)
{
    const QString option = QStringLiteral("request");
    if (!parser.isSet(option)) {
        return {};
    }
    const QString& host = request.profile.host;
    const QList<CannedRequest> known
        = cannedRequests(host.isEmpty() ? QStringLiteral("localhost") : host, request.profile.port);
    for (const CannedRequest& canned : known) {
        if (parser.value(option) == QLatin1String(canned.id)) {
            request.send.prepend(canned.bytes);
            return {};
        }
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = Words::tr("“%1” is no request that is known.").arg(parser.value(option)),
         .remedy = Words::tr("Use one of %1.").arg(cannedRequestIds().join(QStringLiteral(", "))),
         .where = QStringLiteral("--request")});
}

Result<void> readEnding(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.halfClose = parser.isSet(QStringLiteral("half-close"));
    request.abruptClose = parser.isSet(QStringLiteral("abrupt-close"));
    if (request.halfClose && request.abruptClose) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Words::tr("A connection ends one way only."),
                     .remedy = Words::tr("Leave out --half-close or --abrupt-close."),
                     .where = QStringLiteral("--half-close")});
    }
    if (parser.isSet(QStringLiteral("udp")) && (request.halfClose || request.abruptClose)) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Words::tr("Datagrams know neither half of an ending nor a reset."),
                     .remedy = Words::tr("Leave it out, or connect over TCP."),
                     .where = request.halfClose ? QStringLiteral("--half-close")
                                                : QStringLiteral("--abrupt-close")});
    }
    return {};
}

Result<void> readRekeying(const QCommandLineParser& parser, ConnectRequest& request)
{
    const bool update = parser.isSet(QStringLiteral("key-update"));
    const bool renegotiate = parser.isSet(QStringLiteral("renegotiate"));
    if (update && renegotiate) {
        return fail(
            {.code = ErrorCode::InvalidInput,
             .message = Words::tr("No version of TLS has both key updates and renegotiation."),
             .remedy = Words::tr("Use --key-update with TLS 1.3, --renegotiate with older ones."),
             .where = QStringLiteral("--renegotiate")});
    }
    // Whatever else leaves it nothing to do was refused before, as of any option (kUsesPart).
    if (renegotiate && request.profile.transport == Transport::Udp) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Words::tr("Only TLS over TCP gets new keys."),
                     .remedy = Words::tr("Leave it out, or connect with TLS over TCP."),
                     .where = QStringLiteral("--renegotiate")});
    }
    if (update || renegotiate) {
        request.rekeying = update ? Rekeying::KeyUpdate : Rekeying::Renegotiation;
    }
    return {};
}

Result<void> readKeeping(const QCommandLineParser& parser, ConnectRequest& request)
{
    DataKeeping& keeping = request.profile.keeping;
    keeping.receivedPath = parser.value(QStringLiteral("received-file"));
    if (!parser.isSet(QStringLiteral("keep-data"))) {
        return {};
    }
    Result<qint64> size = parseByteSize(parser.value(QStringLiteral("keep-data")));
    if (size && *size > kMostKeptBytes) {
        size
            = fail({.code = ErrorCode::InvalidInput,
                    .message = Words::tr("So much is not kept in memory."),
                    .remedy = Words::tr("Keep at most %1, and write the rest with --received-file.")
                                  .arg(byteSizeToText(kMostKeptBytes))});
    }
    if (!size) {
        size.error().where = QStringLiteral("--keep-data");
        return fail(size.error());
    }
    keeping.mostBytes = *size;
    return {};
}

/// Text and bytes in the order in which they are given, and what is waited for.
Result<void> readWords(const QCommandLineParser& parser, ConnectRequest& request)
{
    for (const GivenOption& given : givenOptions(parser)) {
        const bool isHex = given.name == QStringLiteral("send-hex");
        const bool isSent = isHex || given.name == QStringLiteral("send");
        if (!isSent && given.name != QStringLiteral("expect")) {
            continue;
        }
        const QString text = given.value.value_or(QString());
        Result<QByteArray> bytes = isHex ? fromHex(text) : escapedText(text);
        if (!bytes) {
            bytes.error().where = QStringLiteral("--") + given.name;
            return fail(bytes.error());
        }
        if (isSent) {
            request.send.append(*bytes);
        } else {
            request.expect = *bytes;
        }
    }
    return {};
}

Result<void> readSentFile(const QCommandLineParser& parser, ConnectRequest& request)
{
    if (parser.isSet(QStringLiteral("send-file"))) {
        request.sendPath = parser.value(QStringLiteral("send-file"));
        QFile file(request.sendPath); // what cannot be read is told before connecting
        if (const Result<void> opened = openToRead(file); !opened) {
            return fail(opened.error());
        }
    }
    return {};
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    return allOf([&] { return readWords(parser, request); },
                 [&] { return readSentFile(parser, request); },
                 [&] { return readRequest(parser, request); },
                 [&] { return readEnding(parser, request); },
                 [&] { return readRekeying(parser, request); },
                 [&] { return readKeeping(parser, request); });
}

} // namespace

const ConnectPart kDialoguePart {&addOptions, &readOptions};

} // namespace workbench
