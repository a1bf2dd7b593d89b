#include "ui/certificates/preflight_fixes.h"

#include "core/certificates/tokens/token_threads.h"
#include "core/workbench/opened_stores.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/certificate_import.h"
#include "ui/certificates/chain_commands.h"
#include "ui/certificates/expiry_notice.h"
#include "ui/certificates/making/renew_dialog.h"
#include "ui/common/background.h"
#include "ui/common/notifier.h"
#include "ui/common/removal_commands.h"

#include <QCoreApplication>
#include <QWidget>

#include <algorithm>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PreflightFixes)
};

/// What to do about it, and how much else there is.
QString detailText(const QList<Objection>& found)
{
    QStringList lines;
    const QList<PreflightFix>& fixes = found.first().item.fixes;
    if (!fixes.isEmpty()) {
        lines.append(fixes.first().text);
    }
    if (found.size() > 1) {
        lines.append(
            Text::tr("%n more is in its settings.", nullptr, static_cast<int>(found.size()) - 1));
    }
    return lines.join(QLatin1Char(' '));
}

} // namespace

QString fixWord(FixAction action)
{
    switch (action) {
    case FixAction::RepairChain:
        return Text::tr("Repair &chain");
    case FixAction::RestrictFile:
        return Text::tr("&Protect file");
    case FixAction::Renew:
        return Text::tr("Rene&w…");
    case FixAction::ImportIssuer:
        return Text::tr("&Import…");
    case FixAction::None:
        break;
    }
    return {};
}

void carryOutFix(const WindowContext& context,
                 QWidget* window,
                 const StoreEntry& entry,
                 const Preflight& preflight,
                 const PreflightFix& fix)
{
    switch (fix.action) {
    case FixAction::RepairChain:
        carryOutRepair(context, entry, preflight.repair.chain);
        break;
    case FixAction::RestrictFile:
        pushRemoval(context, new RestrictFileCommand(context, entry.name, fix.file));
        break;
    case FixAction::Renew:
        (new RenewDialog(context, entry, window))->open();
        break;
    case FixAction::ImportIssuer:
        (new CertificateImport(context, window))->chooseFiles();
        break;
    case FixAction::None:
        break;
    }
}

void tellObjections(const WindowContext& context,
                    QWidget* window,
                    const QString& user,
                    QList<EntryUse> uses,
                    const std::function<void()>& edit)
{
    if (uses.isEmpty()) {
        return;
    }
    for (EntryUse& use : uses) {
        use.question.soonDays = expirySoonDays(context.settings);
        use.question.places = context.workbench.stores().places();
    }
    const auto look = [uses, entries = context.workbench.certificates().entries()] {
        return objections(uses, entries);
    };
    const auto tell = [context, window, user, edit](const QList<Objection>& found) {
        if (found.isEmpty()) {
            return;
        }
        const Objection& first = found.first();
        const PreflightFix fix
            = first.item.fixes.isEmpty() ? PreflightFix() : first.item.fixes.first();
        const bool byHand = fix.action == FixAction::None;
        context.notifier.tell(
            {Tone::Warning,
             Text::tr("“%1” uses “%2”: %3").arg(user, first.entry.name, first.item.title),
             detailText(found),
             byHand ? Text::tr("Chan&ge…") : fixWord(fix.action),
             byHand ? edit : [context, window, first, fix] {
                 carryOutFix(context, window, first.entry, first.preflight, fix);
             }});
    };
    const bool asksTokens = std::any_of(
        uses.begin(), uses.end(), [](const EntryUse& use) { return use.entry.keyOnToken; });
    if (asksTokens) {
        inTokenThread(window, look, tell);
    } else {
        inBackground(window, look, tell);
    }
}

} // namespace workbench
