#include "app/command_line/connect/connect_parts.h"
#include "core/base/atomic_file.h"
#include "core/base/escaped_text.h"
#include "core/base/hex.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr qint64 kMostSendBytes = 64 << 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectCommand", text);
}

void addOptions(QCommandLineParser& parser)
{
    parser.addOptions({
        {QStringLiteral("send"),
         tr(R"(Text to send after the handshake; \r, \n, \t, \\, \xNN are understood.)"),
         QStringLiteral("TEXT")},
        {QStringLiteral("send-hex"), tr("Bytes to send, in hexadecimal."), QStringLiteral("HEX")},
        {QStringLiteral("send-file"), tr("File to send."), QStringLiteral("FILE")},
        {QStringLiteral("expect"),
         tr("Text that the answer must contain."),
         QStringLiteral("TEXT")},
    });
}

Result<void> readOptions(const QCommandLineParser& parser, ConnectRequest& request)
{
    request.send = escapedText(parser.value(QStringLiteral("send")));
    request.expect = escapedText(parser.value(QStringLiteral("expect")));
    if (parser.isSet(QStringLiteral("send-hex"))) {
        Result<QByteArray> bytes = fromHex(parser.value(QStringLiteral("send-hex")));
        if (!bytes) {
            Error error = bytes.error();
            error.where = QStringLiteral("--send-hex");
            return fail(error);
        }
        request.send += *bytes;
    }
    if (parser.isSet(QStringLiteral("send-file"))) {
        const Result<QByteArray> bytes
            = readFile(parser.value(QStringLiteral("send-file")), kMostSendBytes);
        if (!bytes) {
            return fail(bytes.error());
        }
        request.send += *bytes;
    }
    return {};
}

} // namespace

const ConnectPart kDialoguePart {&addOptions, &readOptions};

} // namespace workbench
