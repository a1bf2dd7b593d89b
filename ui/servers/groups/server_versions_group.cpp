#include "ui/servers/groups/server_versions_group.h"

#include "core/connection/tls_catalogue.h"
#include "ui/common/text.h"
#include "ui/common/version_editor.h"

namespace workbench {

ServerVersionsGroup::ServerVersionsGroup(QObject* parent)
    : ServerGroup(parent)
    , m_versions(new VersionEditor(QStringLiteral("serverVersions")))
    , m_field(addFrontField(
          new FormField(tr("&Versions"),
                        explained(m_versions, tr("Protocol versions that clients may have."))),
          "versions"))
{
    connect(m_versions, &VersionEditor::changed, this, &ServerVersionsGroup::changed);
    connect(m_versions, &VersionEditor::presetChosen, this, [this](const QString& word) {
        m_isLegacy = isLegacyPreset(word);
        Q_EMIT legacyChosen(m_isLegacy);
        Q_EMIT changed();
    });
}

void ServerVersionsGroup::show(const ServerProfile& profile)
{
    m_versions->setVersions(profile.versions);
}

void ServerVersionsGroup::read(ServerProfile& profile) const
{
    profile.versions = m_versions->versions();
}

void ServerVersionsGroup::check()
{
    const Result<void> speakable = checkSpeakable(m_versions->versions());
    m_field->setProblem(speakable ? QString() : errorText(speakable.error()));
    if (speakable && m_isLegacy) {
        m_field->setNote(
            tr("With the ciphers of old that this TLS library has. It has none for: %1.")
                .arg(unknownCipherWords(QString::fromLatin1(kLegacyCipherList))
                         .join(QStringLiteral(", "))));
    }
}

} // namespace workbench
