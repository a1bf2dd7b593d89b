#include "app/command_line/decode_command.h"

#include "app/command_line/common_options.h"
#include "app/command_line/decode_input.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(DecodeCommand)
};

/// What `decode` was asked for.
struct DecodeRequest
{
    CommandContext context;
    QString path; ///< "-": standard input
    std::optional<capture::InputKind> kind;
};

void addOptions(QCommandLineParser& parser)
{
    addCommonOptions(parser);
    parser.setApplicationDescription(Text::tr(
        "Shows the records and messages of TLS in a file as fields: a capture (pcap, pcapng), "
        "records, handshake messages, a certificate, or hexadecimal text of these, such as "
        "dumps of xxd, Wireshark or openssl.\n"
        "Exit status: 0 something was decoded, 1 nothing of TLS was found, 2 wrong usage, 3 the "
        "file cannot be read."));
    parser.addPositionalArgument(QStringLiteral("FILE"), Text::tr("File; -: standard input."));
    parser.addOption({QStringLiteral("as"),
                      Text::tr("What the file is, instead of a look at its content."),
                      QStringLiteral("hex|records|messages|certificate|pcap|pcapng")});
}

Result<DecodeRequest> readRequest(const QCommandLineParser& parser)
{
    DecodeRequest request;
    if (const Result<void> common = readCommon(parser, request.context); !common) {
        return fail(common.error());
    }
    const QStringList files = parser.positionalArguments();
    if (files.size() != 1) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = files.isEmpty()
                         ? Text::tr("No file is named.")
                         : Text::tr("“%1” is one argument too many.").arg(files.at(1)),
                     .remedy = Text::tr("Name one file, or - for standard input.")});
    }
    request.path = files.at(0);
    if (parser.isSet(QStringLiteral("as"))) {
        const QString word = parser.value(QStringLiteral("as"));
        request.kind = capture::inputKindFrom(word.toStdString());
        if (!request.kind) {
            return fail(
                {.code = ErrorCode::InvalidInput,
                 .message = Text::tr("“%1” is no kind of input.").arg(word),
                 .remedy = Text::tr("Use hex, records, messages, certificate, pcap or pcapng."),
                 .where = QStringLiteral("--as")});
        }
    }
    return request;
}

Error fileError(const QString& path, const QFile& file)
{
    return {.code = file.exists() || path == QStringLiteral("-") ? ErrorCode::FileFault
                                                                 : ErrorCode::NotFound,
            .message = Text::tr("The file cannot be read: %1.").arg(file.errorString()),
            .where = path};
}

/// Standard output in large pieces; remembers whether all of them got there.
class Output
{
public:
    void write(std::string_view text)
    {
        m_isWhole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && m_isWhole;
    }

    bool finish() const { return std::fflush(stdout) == 0 && m_isWhole; }

private:
    bool m_isWhole = true;
};

int decode(const DecodeRequest& request)
{
    QFile file(request.path);
    const bool isOpen = request.path == QStringLiteral("-")
        ? file.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered)
        : file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    if (!isOpen) {
        return request.context.faultDocument(fileError(request.path, file));
    }
    bool isReadable = true;
    capture::ByteInput input([&](std::span<std::uint8_t> target) {
        const qint64 got
            = file.read(reinterpret_cast<char*>(target.data()), static_cast<qint64>(target.size()));
        isReadable = isReadable && got >= 0;
        return static_cast<std::size_t>(std::max<qint64>(got, 0));
    });
    input.peek(1);
    if (!isReadable) {
        return request.context.faultDocument(fileError(request.path, file));
    }
    Output output;
    const auto write = [&output](std::string_view text) { output.write(text); };
    const std::unique_ptr<DecodeReport> report = request.context.json()
        ? makeDecodeJson(write)
        : makeDecodeText(write, request.context.colour());
    if (const Result<void> decoded = decodeInput(input, request.kind, *report); !decoded) {
        return CommandContext::fault(decoded.error());
    }
    if (!output.finish()) {
        return CommandContext::fault({.code = ErrorCode::FileFault,
                                      .message = Text::tr("Standard output cannot be written.")});
    }
    if (!isReadable) {
        return CommandContext::fault(fileError(request.path, file));
    }
    if (report->found() == 0) {
        CommandContext::complain(Text::tr("%1: nothing of TLS was found").arg(request.path));
        return ExitTestFailed;
    }
    return ExitDone;
}

} // namespace

int runDecode(const QStringList& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (const std::optional<int> ended = parse(parser, arguments)) {
        return *ended;
    }
    const Result<DecodeRequest> request = readRequest(parser);
    if (!request) {
        return CommandContext::of(arguments).faultDocument(request.error());
    }
    return decode(*request);
}

} // namespace workbench
