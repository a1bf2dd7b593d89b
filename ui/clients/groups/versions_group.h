#pragma once

#include "core/wire/legacy_hello.h"
#include "ui/clients/groups/client_group.h"

namespace workbench {

class VersionEditor;

/// The protocol versions.
class VersionsGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit VersionsGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

    /// What a server said to the question of probeWanted(); stands until other versions are chosen.
    void showAnswer(const QString& answer);

    /// Another server is meant now. The row is not checked again.
    void forgetAnswer() { m_answer.clear(); }

Q_SIGNALS:
    /// A person wants to know whether the server would speak what the library cannot.
    void probeWanted(workbench::wire::LegacyVersion version);
    /// A preset was chosen, with or without the suites of old.
    void legacyChosen(bool legacy);

private:
    static QString offer(TlsVersionSet versions);

    QString m_answer;
    bool m_isLegacy = false; ///< the preset that was chosen here
    VersionEditor* m_versions;
    FormField* m_field;
};

} // namespace workbench
