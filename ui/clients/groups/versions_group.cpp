#include "ui/clients/groups/versions_group.h"

#include "ui/common/text.h"
#include "ui/common/version_editor.h"

namespace workbench {

VersionsGroup::VersionsGroup(QObject* parent)
    : ClientGroup(parent)
    , m_versions(new VersionEditor(QStringLiteral("clientVersions")))
    , m_field(addFrontField(new FormField(tr("&Versions"), m_versions), "versions"))
{
    connect(m_versions, &VersionEditor::changed, this, &VersionsGroup::changed);
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
        m_field->setProblem(errorText(speakable.error()));
        return;
    }
    const QList<TlsVersionSet> runs = contiguousRuns(versions);
    m_field->setWarning(
        runs.size() > 1 ? tr("A client can only offer versions without a gap; the library offers "
                             "%1.")
                              .arg(toText(runs.first()))
                        : QString());
}

} // namespace workbench
