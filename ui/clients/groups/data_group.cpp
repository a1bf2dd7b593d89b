#include "ui/clients/groups/data_group.h"

#include "core/base/byte_size.h"
#include "core/workbench/resolution/common_checks.h"
#include "ui/common/problem_text.h"
#include "ui/common/text.h"

#include <QLineEdit>

namespace workbench {

DataGroup::DataGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientDataGroup"), tr("Data"))
    , m_most(line("clientKeepData"))
    , m_file(line("clientReceivedFile"))
    , m_mostField(addField(new FormField(tr("&Keep at most"),
                                         m_most,
                                         tr("In memory, for the data tab and the reports; e.g. 64 "
                                            "KB or 10 MB. What goes beyond is "
                                            "only counted."))))
{
    m_fileField
        = addField(new FormField(tr("&Received data to file"),
                                 m_file,
                                 tr("Everything that comes in goes there as well, in full. The "
                                    "file is replaced by every connection; of several in a row "
                                    "each has a numbered one.")));
}

void DataGroup::show(const ClientProfile& profile)
{
    m_most->setText(byteSizeToText(profile.keeping.mostBytes));
    m_file->setText(profile.keeping.receivedPath);
}

void DataGroup::read(ClientProfile& profile) const
{
    profile.keeping.mostBytes = parseByteSize(m_most->text()).value_or(kUsualKeptBytes);
    profile.keeping.receivedPath = m_file->text().trimmed();
}

void DataGroup::check()
{
    m_fileField->setProblem(problemText(checkTarget(m_file->text().trimmed())));
    const Result<qint64> most = parseByteSize(m_most->text());
    if (!most) {
        m_mostField->setProblem(errorText(most.error()));
    } else if (*most > kMostKeptBytes) {
        m_mostField->setProblem(tr("At most %1 are kept in memory; let the rest go to a file.")
                                    .arg(byteSizeToText(kMostKeptBytes)));
    } else {
        m_mostField->setProblem({});
    }
}

} // namespace workbench
