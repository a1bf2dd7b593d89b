#pragma once

#include "ui/clients/groups/client_group.h"

class QComboBox;

namespace workbench {

class FileListEdit;
class TrustEditor;

/// How far the server's certificate decides, and whom it may come from.
class TrustGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit TrustGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;

private:
    QComboBox* m_verify;
    TrustEditor* m_trust;
    QCheckBox* m_askStaple;
    FormField* m_verifyField;
    FormField* m_trustField;
    QLineEdit* m_pins;
    FormField* m_pinsField;
    QLineEdit* m_time;
    FormField* m_timeField;
    FileListEdit* m_lists;
    FormField* m_listsField;
    QComboBox* m_revocation;
};

} // namespace workbench
