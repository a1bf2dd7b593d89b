#include "app/command_line/password_source.h"

#include "app/command_line/command_context.h"
#include "core/base/printable_text.h"
#include "core/base/secret_bytes.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>
#endif

namespace workbench {
namespace {

constexpr qint64 kLongest = 4096;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Password)
};

QByteArray firstLine(QFile& file)
{
    QByteArray line = file.readLine(kLongest);
    while (line.endsWith('\n') || line.endsWith('\r')) {
        line.chop(1);
    }
    return line;
}

Result<QByteArray> fromFile(QFile& file, bool opened, const QString& source)
{
    if (!opened) {
        return fail(
            {.code = ErrorCode::NotFound,
             .message = Text::tr("The password cannot be read: %1.").arg(file.errorString()),
             .where = source});
    }
    return firstLine(file);
}

tl::unexpected<Error>
unusable(const QString& message, const QString& option, const QString& remedy = {})
{
    return fail(
        {.code = ErrorCode::InvalidInput, .message = message, .remedy = remedy, .where = option});
}

/// Why nothing can be read there; empty: something can.
QString descriptorProblem([[maybe_unused]] int descriptor)
{
#ifdef Q_OS_UNIX
    const int flags = fcntl(descriptor, F_GETFL);
    if (flags == -1) {
        return Text::tr("File descriptor %1 is not open.").arg(descriptor);
    }
    if ((flags & O_ACCMODE) == O_WRONLY) {
        return Text::tr("File descriptor %1 is open for writing only.").arg(descriptor);
    }
#endif
    return {};
}

/// Further lines are for other options.
Result<QByteArray> fromDescriptor(const QString& number, const QString& option)
{
    bool isNumber = false;
    const int descriptor = number.toInt(&isNumber);
    if (!isNumber || descriptor < 0) { // what is there may be a password
        return unusable(Text::tr("There is no number of a file descriptor behind “fd:”."),
                        option,
                        Text::tr("Write for instance “fd:3 3<FILE”."));
    }
    if (const QString problem = descriptorProblem(descriptor); !problem.isEmpty()) {
        return unusable(
            problem,
            option,
            Text::tr("Open it for the program, for instance with “%1<FILE”.").arg(descriptor));
    }
    QFile file;
    const bool opened = file.open(descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered);
    return fromFile(file, opened, QStringLiteral("fd:%1").arg(descriptor));
}

/// Reads it at the first call for this source and option.
template <typename Read>
Result<QByteArray> once(const QString& source, const QString& option, Read read)
{
    static QHash<QString, SecretBytes> known;
    const QString key = option + QLatin1Char(' ') + source;
    if (const auto found = known.constFind(key); found != known.constEnd()) {
        return found->copy();
    }
    Result<QByteArray> password = read();
    if (password) {
        known.insert(key, SecretBytes(QByteArray(password->constData(), password->size())));
    }
    return password;
}

/// Whose password is asked for with that option, in words.
QString questionOf(const QString& option)
{
    if (option == QStringLiteral("--key-password")) {
        return Text::tr("Passphrase of the key: ");
    }
    if (option == QStringLiteral("--issuer-password")) {
        return Text::tr("Passphrase of the issuer's key: ");
    }
    if (option == QStringLiteral("--token-pin")) {
        return Text::tr("PIN of the token: ");
    }
    if (option == QStringLiteral("--proxy-password")) {
        return Text::tr("Password for the proxy: ");
    }
    return Text::tr("Password for %1: ").arg(option);
}

Result<SecretBytes> askForSecret(const QString& question)
{
    Result<QByteArray> typed = askForPassword(question);
    if (!typed) {
        return fail(typed.error());
    }
    return SecretBytes(std::move(*typed));
}

} // namespace

bool canAskForPassword()
{
#ifdef Q_OS_UNIX
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
#else
    return false;
#endif
}

Result<QByteArray> askForPassword([[maybe_unused]] const QString& question)
{
#ifdef Q_OS_UNIX
    QFile terminal(QStringLiteral("/dev/tty"));
    if (!terminal.open(QIODevice::ReadWrite | QIODevice::Unbuffered)) {
        return fail({.code = ErrorCode::NotFound,
                     .message = Text::tr("There is no terminal to ask for the password on."),
                     .remedy = Text::tr("Use env:NAME, file:PATH or fd:N.")});
    }
    termios before {};
    const bool isTerminal = tcgetattr(terminal.handle(), &before) == 0;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (isTerminal) {
        tcsetattr(terminal.handle(), TCSAFLUSH, &silent);
    }
    terminal.write(withoutControls(question).toLocal8Bit());
    QByteArray password = firstLine(terminal);
    if (isTerminal) {
        tcsetattr(terminal.handle(), TCSAFLUSH, &before);
    }
    terminal.write("\n");
    return password;
#else
    return fail({.code = ErrorCode::NotSupported,
                 .message = Text::tr("Prompting is not supported here."),
                 .remedy = Text::tr("Use env:NAME or file:PATH.")});
#endif
}

Result<QByteArray> readPassword(const QString& source, const QString& option)
{
    const QString argument = source.section(QLatin1Char(':'), 1);
    if (source == QStringLiteral("env:") || source == QStringLiteral("file:")) {
        return unusable(Text::tr("There is no name behind “%1”.").arg(source),
                        option,
                        Text::tr("Write for instance env:PASSWORD or file:password.txt."));
    }
    if (source == QStringLiteral("prompt")) {
        return once(source, option, [&] { return askForPassword(questionOf(option)); });
    }
    if (source.startsWith(QStringLiteral("env:"))) {
        const QByteArray name = argument.toLocal8Bit();
        if (!qEnvironmentVariableIsSet(name.constData())) {
            return fail(
                {.code = ErrorCode::NotFound,
                 .message = Text::tr("The environment variable %1 is not set.").arg(argument),
                 .where = option});
        }
        return qgetenv(name.constData());
    }
    if (source.startsWith(QStringLiteral("file:"))) {
        QFile file(argument);
        return fromFile(file, file.open(QIODevice::ReadOnly), argument);
    }
    if (source.startsWith(QStringLiteral("fd:"))) {
        return once(source, option, [&] { return fromDescriptor(argument, option); });
    }
    // The text is not repeated: it may be a password that somebody typed here by mistake.
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("This is no source of a password."),
                 .remedy = Text::tr("Use env:NAME, file:PATH, fd:N or prompt."),
                 .where = option});
}

Result<QByteArray> askTwice(const QString& option, const AskForSecret& ask)
{
    constexpr int kTries = 3;
    for (int i = 0; i < kTries; ++i) {
        const Result<SecretBytes> first = ask(Text::tr("New passphrase: "));
        if (!first) {
            return fail(first.error());
        }
        if (first->isEmpty()) {
            return unusable(Text::tr("No passphrase was typed."), option);
        }
        const Result<SecretBytes> second = ask(Text::tr("Repeat the new passphrase: "));
        if (!second) {
            return fail(second.error());
        }
        if (second->bytes() == first->bytes()) {
            return second->copy();
        }
        CommandContext::complain(Text::tr("the two passphrases are not the same"));
    }
    return unusable(Text::tr("The passphrase was not typed the same way twice."), option);
}

Result<QByteArray> readNewPassword(const QString& source, const QString& option)
{
    return source == QStringLiteral("prompt")
        ? once(source, option, [&] { return askTwice(option, askForSecret); })
        : readPassword(source, option);
}

} // namespace workbench
