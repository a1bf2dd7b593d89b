#include "ui/servers/groups/server_certificates_group.h"

#include "core/certificates/stores/placed_entry.h"
#include "core/certificates/tokens/token_uri.h"
#include "core/workbench/entry_uses.h"
#include "core/workbench/workbench.h"
#include "ui/certificates/opened_choices.h"
#include "ui/certificates/preflight_view.h"
#include "ui/common/combo_values.h"
#include "ui/common/quoted_list.h"
#include "ui/common/text.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QVBoxLayout>

namespace workbench {
namespace {

/// What becomes of the certificates' OCSP responses.
enum class Stapling
{
    None,
    Store,
    Files
};

/// Tells what was asked from what is to be asked.
QString askedText(const StoreEntry& entry, const PreflightQuestion& question)
{
    return QStringLiteral("%1 %2 %3 %4")
        .arg(question.securityLevel)
        .arg(entry.name, entry.path, question.staple);
}

} // namespace

ServerCertificatesGroup::ServerCertificatesGroup(const WindowContext& context, QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverCertificatesGroup"), tr("More certificates"))
    , m_context(context)
    , m_certificate(named(new QComboBox, "serverCertificate"))
    , m_field(addFrontField(new FormField(tr("&Certificate"),
                                          explained(m_certificate,
                                                    tr("Name or hash of an entry with a private "
                                                       "key, or the URI of one on a token."))),
                            "certificate"))
    , m_preflight(new PreflightView(QStringLiteral("serverPreflight"), context))
    , m_more(line("serverMoreCertificates"))
    , m_moreField(addField(
          new FormField(tr("&More certificates"),
                        m_more,
                        tr("Separated by commas (one with a comma in quotes). Chosen by the "
                           "server name (SNI), and for "
                           "the same name by the client's signature algorithms: RSA and "
                           "ECDSA side by side."))))
    , m_moreRows(new QWidget)
    , m_lookup(named(new QComboBox, "serverCertificateLookup"))
    , m_unknownNames(named(new QComboBox, "serverUnknownNames"))
    , m_stapling(named(new QComboBox, "serverStapling"))
    , m_staple(line("serverStaple"))
{
    m_certificate->setEditable(true);
    m_certificate->setInsertPolicy(QComboBox::NoInsert);
    m_certificate->lineEdit()->setPlaceholderText(tr("Name or hash of a certificate"));
    m_certificate->lineEdit()->setObjectName(QStringLiteral("serverCertificateEdit"));
    fill();
    m_preflight->askForHost();
    addFrontWide(m_preflight);
    auto* moreLayout = new QVBoxLayout(m_moreRows);
    moreLayout->setContentsMargins(0, 0, 0, 0);
    addWide(m_moreRows);
    addItem(m_lookup, tr("a name, or else a hash"), CertificateLookup::NameThenHash);
    addItem(m_lookup, tr("a name only"), CertificateLookup::Name);
    addItem(m_lookup, tr("a hash only"), CertificateLookup::Hash);
    addField(new FormField(tr("Certificates are &given by"),
                           m_lookup,
                           tr("How what stands in the fields of certificates is read.")));
    addItem(m_unknownNames, tr("the first certificate"), UnknownNames::Serve);
    addItem(m_unknownNames, tr("a warning, then the first certificate"), UnknownNames::Warn);
    addItem(m_unknownNames, tr("a fatal alert"), UnknownNames::Refuse);
    addField(new FormField(tr("&Unknown names get"),
                           m_unknownNames,
                           tr("Server names (SNI) that no certificate is for. TLS 1.3 has no "
                              "warnings; there the certificate comes without one.")),
             "unknown-names");
    addItem(m_stapling, tr("not stapled"), Stapling::None);
    addItem(m_stapling, tr("made at the start by the CA in the store"), Stapling::Store);
    addItem(m_stapling, tr("stapled from files"), Stapling::Files);
    addField(new FormField(tr("&OCSP responses are"),
                           m_stapling,
                           tr("Stapled to the certificate for clients that ask for it.")),
             "staple");
    m_stapleField = addField(new FormField(
        tr("OCSP &files"),
        m_staple,
        tr("In DER, in the order of the certificates, separated by commas (a path with "
           "one in quotes); "
           "“%1” stands for one that is made.")
            .arg(kStapleOfStore)));
    connect(m_certificate, &QComboBox::editTextChanged, this, &ServerCertificatesGroup::changed);
    for (const QComboBox* box : {m_certificate, m_lookup, m_unknownNames, m_stapling}) {
        connect(box, &QComboBox::currentIndexChanged, this, &ServerCertificatesGroup::changed);
    }
    connect(m_preflight, &PreflightView::shown, this, &ServerCertificatesGroup::grown);
}

void ServerCertificatesGroup::fill()
{
    // Those that are meant to serve come first; the others are listed too: what is wrong with them
    // is said when one is chosen.
    QStringList meant;
    QStringList usable;
    QStringList others;
    for (const StoreEntry& entry : m_context.workbench.certificates().entries()) {
        const bool current
            = validityAt(entry.facts, QDateTime::currentDateTimeUtc()) != ValidityStatus::Expired;
        const bool server = entry.kind() == QLatin1String("server")
            || entry.kind() == QLatin1String("self-signed");
        if (entry.hasPrivateKey && server && current) {
            meant.append(entry.name);
        } else {
            (entry.hasPrivateKey && !entry.facts.isCa ? usable : others).append(entry.name);
        }
    }
    m_certificate->addItems(meant + usable + others);
    offerOpenedChoices(m_context.workbench, m_certificate);
    m_certificate->setCurrentIndex(-1);
}

void ServerCertificatesGroup::proposeFirst()
{
    if (m_certificate->count() > 0) {
        m_certificate->setCurrentIndex(0);
    }
}

void ServerCertificatesGroup::focus()
{
    m_certificate->setFocus();
}

void ServerCertificatesGroup::show(const ServerProfile& profile)
{
    const QString first = profile.certificates.value(0);
    const int onToken = first.isEmpty() ? -1 : m_certificate->findData(first);
    if (onToken < 0) {
        m_certificate->setEditText(first);
    } else {
        m_certificate->setCurrentIndex(onToken);
    }
    m_more->setText(joinQuoted(profile.certificates.mid(1)));
    choose(m_lookup, profile.certificateLookup);
    choose(m_unknownNames, profile.unknownNames);
    showStaples(profile.staples);
}

void ServerCertificatesGroup::read(ServerProfile& profile) const
{
    profile.certificates = QStringList {certificateIn(m_certificate)} + more();
    profile.certificates.removeAll(QString());
    profile.certificateLookup = chosen<CertificateLookup>(m_lookup);
    profile.unknownNames = chosen<UnknownNames>(m_unknownNames);
    profile.staples = staples();
}

QStringList ServerCertificatesGroup::more() const
{
    QStringList names = splitQuoted(m_more->text());
    names.removeAll(QString());
    return names;
}

void ServerCertificatesGroup::showStaples(const QStringList& staples)
{
    const bool made = staples == QStringList {kStapleOfStore};
    choose(m_stapling,
           made                    ? Stapling::Store
               : staples.isEmpty() ? Stapling::None
                                   : Stapling::Files);
    m_staple->setText(made ? QString() : joinQuoted(staples));
}

QStringList ServerCertificatesGroup::staples() const
{
    switch (chosen<Stapling>(m_stapling)) {
    case Stapling::Store:
        return {kStapleOfStore};
    case Stapling::Files:
        return m_staple->text().trimmed().isEmpty() ? QStringList() : splitQuoted(m_staple->text());
    case Stapling::None:
        break;
    }
    return {};
}

QString ServerCertificatesGroup::problemOf(const QString& certificate) const
{
    const auto lookup = chosen<CertificateLookup>(m_lookup);
    if (isTokenUri(certificate) && lookup == CertificateLookup::NameThenHash) {
        return placeProblem(certificate);
    }
    const Result<StoreEntry> entry = m_context.workbench.certificates().find(certificate, lookup);
    if (!entry && lookup == CertificateLookup::NameThenHash && isFilePlace(certificate)) {
        return placeProblem(certificate);
    }
    if (!entry) {
        return isTokenUri(certificate)
            ? tr("It lies on a token, which is no name and no hash in the store. Choose “a name, "
                 "or else a hash” where it says by what certificates are given.")
            : errorText(entry.error());
    }
    return entry->hasPrivateKey
        ? QString()
        : tr("“%1” has no private key on this computer, so no server can use it. Import it "
             "together with its key, or choose another certificate.")
              .arg(entry->name);
}

void ServerCertificatesGroup::check()
{
    checkFirst();
    checkMore();
    checkStaple();
}

/// With a pre-shared key none is needed, and without TLS.
void ServerCertificatesGroup::checkWhole(const ServerProfile& profile)
{
    if (profile.certificates.isEmpty() && (!profile.pskIdentity.isEmpty() || profile.plain)) {
        m_field->setProblem({});
    }
    showPreflight(profile);
    showMorePreflights(profile);
}

void ServerCertificatesGroup::checkFirst()
{
    const QString text = certificateIn(m_certificate);
    Q_EMIT looked(text);
    if (!text.isEmpty()) {
        const QString problem = problemOf(text);
        m_field->setProblem(problem);
        if (problem.isEmpty() && isFilePlace(text)
            && !m_context.workbench.certificates().find(text)) {
            m_field->setNote(placeNote(m_context.workbench, text));
        }
    } else if (m_certificate->count() == 0) {
        m_field->setMissing(
            tr("There is no certificate yet. Make or import one first: Certificate → New "
               "certificate…"));
    } else {
        m_field->setMissing(tr("A server needs a certificate with a private key."));
    }
}

void ServerCertificatesGroup::checkMore()
{
    QString problem;
    for (const QString& name : more()) {
        problem = problemOf(name);
        if (!problem.isEmpty()) {
            break;
        }
    }
    m_moreField->setProblem(problem);
}

void ServerCertificatesGroup::checkStaple()
{
    m_staple->setEnabled(chosen<Stapling>(m_stapling) == Stapling::Files);
    QString problem;
    for (const QString& path : staples()) {
        if (!path.isEmpty() && path != kStapleOfStore && !QFileInfo(path).isFile()) {
            problem = tr("There is no file “%1”.").arg(path);
        }
    }
    m_stapleField->setProblem(problem);
}

/// The list below the certificate, looked up anew when something else has to be asked.
void ServerCertificatesGroup::showPreflight(const ServerProfile& profile)
{
    // Nothing: the field says what is wrong.
    const std::optional<StoreEntry> entry = usableEntry(certificateIn(m_certificate),
                                                        profile.certificateLookup,
                                                        m_context.workbench.certificates());
    const PreflightQuestion question = questionOf(profile, 0);
    const QString asked = entry ? askedText(*entry, question) : QString();
    if (std::exchange(m_preflightOf, asked) != asked) {
        m_preflight->setEntry(entry, question);
    }
}

/// A list for each of those that the server name chooses.
void ServerCertificatesGroup::showMorePreflights(const ServerProfile& profile)
{
    QList<EntryUse> uses;
    QStringList asked;
    for (qsizetype i = profile.certificates.size() - more().size(); i < profile.certificates.size();
         ++i) {
        const std::optional<StoreEntry> entry = usableEntry(profile.certificates.at(i),
                                                            profile.certificateLookup,
                                                            m_context.workbench.certificates());
        const PreflightQuestion question = questionOf(profile, i);
        if (entry && !asked.contains(askedText(*entry, question))) {
            uses.append({.entry = *entry, .question = question});
            asked.append(askedText(*entry, question));
        }
    }
    const QString all = asked.join(QLatin1Char('\n'));
    if (std::exchange(m_moreLookedAt, all) == all) {
        return;
    }
    while (m_morePreflights.size() < uses.size()) {
        const QString name = QStringLiteral("serverMorePreflight%1").arg(m_morePreflights.size());
        auto* view = new PreflightView(name, m_context);
        view->nameEntry();
        m_moreRows->layout()->addWidget(view);
        connect(view, &PreflightView::shown, this, &ServerCertificatesGroup::grown);
        m_morePreflights.append(view);
    }
    for (qsizetype i = 0; i < m_morePreflights.size(); ++i) {
        const EntryUse use = uses.value(i);
        m_morePreflights.at(i)->setEntry(i < uses.size() ? std::optional(use.entry) : std::nullopt,
                                         use.question);
    }
}

} // namespace workbench
