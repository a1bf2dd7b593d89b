#include "ui/clients/groups/versions_group.h"

#include "core/connection/tls_catalogue.h"
#include "ui/common/text.h"
#include "ui/common/version_editor.h"

namespace workbench {

VersionsGroup::VersionsGroup(QObject* parent)
    : ClientGroup(parent)
    , m_versions(new VersionEditor(QStringLiteral("clientVersions")))
    , m_field(addFrontField(
          new FormField(
              tr("&Versions"),
              explained(m_versions,
                        tr("Protocol versions that are offered. Those with a gap between them are "
                           "tried one run after the other."))),
          "versions"))
{
    connect(m_versions, &VersionEditor::changed, this, [this] {
        m_answer.clear();
        Q_EMIT changed();
    });
    connect(m_versions, &VersionEditor::presetChosen, this, [this](const QString& word) {
        m_isLegacy = isLegacyPreset(word);
        Q_EMIT legacyChosen(m_isLegacy);
        Q_EMIT changed();
    });
    connect(m_field, &FormField::offerTaken, this, [this] {
        Q_EMIT probeWanted(m_versions->versions().testFlag(TlsVersion::Ssl3)
                               ? wire::LegacyVersion::Ssl3
                               : wire::LegacyVersion::Ssl2);
    });
}

void VersionsGroup::show(const ClientProfile& profile)
{
    m_versions->setVersions(profile.versions);
}

void VersionsGroup::read(ClientProfile& profile) const
{
    profile.versions = m_versions->versions();
}

void VersionsGroup::check()
{
    const TlsVersionSet versions = m_versions->versions();
    const Result<void> speakable = checkSpeakable(versions);
    if (!speakable) {
        m_field->setProblem(m_answer.isEmpty()
                                ? errorText(speakable.error())
                                : speakable.error().message + QLatin1Char(' ') + m_answer);
        m_field->setOffer(offer(versions));
        return;
    }
    m_field->setOffer({});
    const QList<TlsVersionSet> runs = contiguousRuns(versions);
    m_field->setWarning(
        runs.size() > 1
            ? tr("One client_hello cannot leave a version out: there will be one attempt "
                 "for each of: %1.")
                  .arg(toText(runs))
            : QString());
    if (m_isLegacy && runs.size() == 1) {
        m_field->setNote(
            tr("With the ciphers of old that this TLS library has. It has none for: %1.")
                .arg(unknownCipherWords(QString::fromLatin1(kLegacyCipherList))
                         .join(QStringLiteral(", "))));
    }
}

void VersionsGroup::showAnswer(const QString& answer)
{
    m_answer = answer;
    check();
    Q_EMIT grown();
}

/// SSL 3 before SSL 2, one at a time.
QString VersionsGroup::offer(TlsVersionSet versions)
{
    if (versions.testFlag(TlsVersion::Ssl3)) {
        return tr("Ask the server whether it would speak SSL 3");
    }
    return versions.testFlag(TlsVersion::Ssl2) ? tr("Ask the server whether it would speak SSL 2")
                                               : QString();
}

} // namespace workbench
