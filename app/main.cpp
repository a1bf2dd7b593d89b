#include "app/command_line/command_context.h"
#include "app/command_line/dispatch.h"
#include "app/display_guard.h"
#include "app/keychain_storage.h"
#include "app/self_check.h"
#include "app/translations.h"
#include "core/base/descriptor_limit.h"
#include "core/trace/tls_library.h"
#include "core/workbench/passphrase_keeper.h"
#include "core/workbench/workbench.h"
#include "ui/common/application_style.h"
#include "ui/common/background.h"
#include "ui/common/font_reading.h"
#include "ui/common/gesture_manager.h"
#include "ui/main_window/main_window.h"

#include <QApplication>
#include <QIcon>
#include <QLocale>

#include <optional>

using namespace workbench;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// What stands before a command or in its place.
struct StartArguments
{
    QStringList command; ///< word and its arguments; empty: the window
    QString home = defaultHome();
    bool version = false;
    bool help = false;
    bool selfCheck = false;
    CommandContext output; ///< the form that they ask for
    QString unknown; ///< the first word that was not understood

    bool hasNoFolder() const { return command.isEmpty() && home.isEmpty(); }

    bool endsAtOnce() const { return hasNoFolder() || !unknown.isEmpty() || version || help; }
};

StartArguments readArguments(int argc, char** argv)
{
    StartArguments start;
    QStringList shared; // --home and --format may also stand before the command
    for (int i = 1; i < argc; ++i) {
        const QString word = QString::fromLocal8Bit(argv[i]);
        if (isCommand(word)) {
            // In front of the rest: behind a "--" they would be no options.
            start.command = QStringList {word} + shared;
            for (int rest = i + 1; rest < argc; ++rest) {
                start.command.append(QString::fromLocal8Bit(argv[rest]));
            }
            return start;
        }
        if ((word == QStringLiteral("--home") || word == QStringLiteral("--format"))
            && i + 1 < argc) {
            const QString value = QString::fromLocal8Bit(argv[++i]);
            shared += {word, value};
            start.output = CommandContext::of(shared);
            start.home = word == QStringLiteral("--home") ? value : start.home;
        } else if (word == QStringLiteral("--version") || word == QStringLiteral("-v")) {
            start.version = true;
        } else if (word == QStringLiteral("--help") || word == QStringLiteral("-h")) {
            start.help = true;
        } else if (word == QStringLiteral("--self-check")) {
            start.selfCheck = true;
        } else if (start.unknown.isEmpty()) {
            start.unknown = word;
        }
    }
    return start;
}

/// Name, version and language.
void prepare(QCoreApplication& application)
{
    QCoreApplication::setApplicationName(QStringLiteral("tls-workbench"));
    QCoreApplication::setApplicationVersion(QStringLiteral(WORKBENCH_VERSION));
    installTranslations(application, QLocale());
}

/// Wrong usage, and what is asked of the program itself.
int answerAtOnce(int argc, char** argv, const StartArguments& start)
{
    QCoreApplication application(argc, argv);
    prepare(application);
    if (start.hasNoFolder()) {
        return start.output.faultDocument(
            {.code = ErrorCode::InvalidInput,
             .message = Text::tr("“” is no name of a folder."),
             .remedy = Text::tr("Leave the option out for the usual one."),
             .where = QStringLiteral("--home")});
    }
    if (!start.unknown.isEmpty()) {
        return start.output.usage(Text::tr("“%1” is no option.").arg(start.unknown));
    }
    CommandContext::print(start.version ? QStringLiteral("tls-workbench " WORKBENCH_VERSION)
                                        : commandOverview());
    return CommandContext::concluded(ExitDone);
}

int runWithoutDisplay(int argc, char** argv, const StartArguments& start)
{
    QCoreApplication application(argc, argv);
    prepare(application);
    if (const Result<void> library = initializeTlsLibrary(); !library) {
        CommandContext::complain(library.error());
        return ExitLocalFault;
    }
    return runCommand(start.command);
}

int checkInstallation(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("DISPLAY") && qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    prepare(application);
    return runSelfCheck();
}

int openWindow(int argc, char** argv, const StartArguments& start)
{
    std::jthread fonts = readFonts();
    std::optional<DisplayGuard> guard(std::in_place);
    QApplication application(argc, argv);
    guard.reset();
    // It finds the session's bus, for which the first accessible name would wait.
    auto keychain = std::make_unique<KeychainStorage>();
    if (fonts.joinable()) {
        fonts.join();
    }
    prepare(application);
    QApplication::setApplicationDisplayName(QStringLiteral("TLS Workbench"));
    QApplication::setDesktopFileName(QStringLiteral("tls-workbench"));
    applyStyle();
    makeGestureManager();
    Workbench workbench(start.home);
    workbench.passphrases().setStorage(std::move(keychain));
    MainWindow window(workbench, MainWindow::Extent::Frame);
    // All that the first picture does without waits for it.
    QObject::connect(&window, &MainWindow::frameShown, &window, [&] {
        QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/tls-workbench.svg")));
        const Result<void> library = initializeTlsLibrary();
        if (const Result<void> opened = library ? workbench.open() : library; !opened) {
            window.showError(opened.error());
        } else {
            workbench.startAutomaticServers();
        }
    });
    const int status = QApplication::exec();
    waitForBackground();
    return status;
}

} // namespace

int main(int argc, char** argv)
{
    raiseDescriptorLimit();
    const StartArguments start = readArguments(argc, argv);
    if (start.endsAtOnce()) {
        return answerAtOnce(argc, argv, start);
    }
    if (start.selfCheck) {
        return checkInstallation(argc, argv);
    }
    return start.command.isEmpty() ? openWindow(argc, argv, start)
                                   : runWithoutDisplay(argc, argv, start);
}
