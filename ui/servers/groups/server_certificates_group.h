#pragma once

#include "ui/common/window_context.h"
#include "ui/servers/groups/server_group.h"

#include <utility>

class QComboBox;
class QLineEdit;

namespace workbench {

class PreflightView;

/// The server's certificates: the default one in front, further ones chosen by the server name, the
/// staple; and whether they are fit for use.
class ServerCertificatesGroup : public ServerGroup
{
    Q_OBJECT

public:
    ServerCertificatesGroup(const WindowContext& context, QObject* parent);

    void show(const ServerProfile& profile) override;
    void read(ServerProfile& profile) const override;
    void check() override;
    void checkWhole(const ServerProfile& profile) override;

    /// Chooses the first that can serve.
    void proposeFirst();
    void focus();

Q_SIGNALS:
    /// What stands in the field of the default certificate, while it is checked.
    void looked(const QString& certificate);

private:
    void fill();
    void checkFirst();
    void checkMore();
    void checkStaple();
    void showPreflight(const ServerProfile& profile);
    void showMorePreflights(const ServerProfile& profile);
    QStringList more() const;
    QStringList staples() const;
    void showStaples(const QStringList& staples);
    QString problemOf(const QString& certificate) const;

    WindowContext m_context;
    QComboBox* m_certificate;
    FormField* m_field;
    PreflightView* m_preflight;
    QString m_preflightOf;
    QLineEdit* m_more;
    FormField* m_moreField;
    QWidget* m_moreRows; ///< lists of the certificates by server name
    QList<PreflightView*> m_morePreflights;
    QString m_moreLookedAt;
    QComboBox* m_lookup;
    QComboBox* m_unknownNames;
    QComboBox* m_stapling; ///< whether, and from where
    QLineEdit* m_staple;
    FormField* m_stapleField;
};

} // namespace workbench
