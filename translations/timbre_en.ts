<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>timbre::ui::BulkBar</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::BulkPanel</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n different values now: %1.</source>
        <translation>
            <numerusform>%n value now: %1.</numerusform>
            <numerusform>%n different values now: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Edit %n row(s)</source>
        <translation>
            <numerusform>Edit %n row</numerusform>
            <numerusform>Edit %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply to %n row(s)</source>
        <translation>
            <numerusform>Apply to %n row</numerusform>
            <numerusform>Apply to %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Up to %n row(s) will change</source>
        <translation>
            <numerusform>Up to %n row will change</numerusform>
            <numerusform>Up to %n rows will change</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Each of the %n field(s) is one undo step.</source>
        <translation>
            <numerusform>The %n field is one undo step.</numerusform>
            <numerusform>Each of the %n fields is one undo step.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChatPane</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::ConversationPanel</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n more message(s)</source>
        <translation>
            <numerusform>Show %n more message</numerusform>
            <numerusform>Show %n more messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetPage</name>
    <message numerus="yes">
        <source>%n row(s) deleted</source>
        <translation>
            <numerusform>%n row deleted</numerusform>
            <numerusform>%n rows deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saving %n edit(s)</source>
        <translation>
            <numerusform>Saving %n edit</numerusform>
            <numerusform>Saving %n edits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) selected</source>
        <translation>
            <numerusform>%n cell selected</numerusform>
            <numerusform>%n cells selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) stood in an editor when Timbre ended last time</source>
        <translation>
            <numerusform>%n text stood in an editor when Timbre ended last time</numerusform>
            <numerusform>%n texts stood in an editor when Timbre ended last time</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) added</source>
        <translation>
            <numerusform>%n row added</numerusform>
            <numerusform>%n rows added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) with errors left out</source>
        <translation>
            <numerusform>%n row with errors left out</numerusform>
            <numerusform>%n rows with errors left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) exported to %1</source>
        <translation>
            <numerusform>%n row exported to %1</numerusform>
            <numerusform>%n rows exported to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetWords</name>
    <message numerus="yes">
        <source>edit of %n row(s)</source>
        <translation>
            <numerusform>edit of %n row</numerusform>
            <numerusform>edit of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>adding of %n row(s)</source>
        <translation>
            <numerusform>adding of %n row</numerusform>
            <numerusform>adding of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>duplication of %n row(s)</source>
        <translation>
            <numerusform>duplication of %n row</numerusform>
            <numerusform>duplication of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>deletion of %n row(s)</source>
        <translation>
            <numerusform>deletion of %n row</numerusform>
            <numerusform>deletion of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>moving of %n row(s)</source>
        <translation>
            <numerusform>moving of %n row</numerusform>
            <numerusform>moving of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>split of %n row(s)</source>
        <translation>
            <numerusform>split of %n row</numerusform>
            <numerusform>split of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tags of %n row(s)</source>
        <translation>
            <numerusform>tags of %n row</numerusform>
            <numerusform>tags of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>replacement in %n row(s)</source>
        <translation>
            <numerusform>replacement in %n row</numerusform>
            <numerusform>replacement in %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>clean-up of %n row(s)</source>
        <translation>
            <numerusform>clean-up of %n row</numerusform>
            <numerusform>clean-up of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>paste of %n row(s)</source>
        <translation>
            <numerusform>paste of %n row</numerusform>
            <numerusform>paste of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>import of %n row(s)</source>
        <translation>
            <numerusform>import of %n row</numerusform>
            <numerusform>import of %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::Histogram</name>
    <message numerus="yes">
        <source>%1 to %2: %n row(s)</source>
        <translation>
            <numerusform>%1 to %2: %n row</numerusform>
            <numerusform>%1 to %2: %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::ModelsDialog</name>
    <message numerus="yes">
        <source>Of what was dropped, %1 was opened; %n more left alone.</source>
        <extracomment>%n is how many were left alone</extracomment>
        <translation>
            <numerusform>Of what was dropped, %1 was opened; %n more left alone.</numerusform>
            <numerusform>Of what was dropped, %1 was opened; %n more left alone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::NewProjectDialog</name>
    <message numerus="yes">
        <source>%n row(s) to start with. Change every one.</source>
        <translation>
            <numerusform>%n row to start with. Change every one.</numerusform>
            <numerusform>%n rows to start with. Change every one.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::PasteDialog</name>
    <message numerus="yes">
        <source>Add %n row(s)</source>
        <translation>
            <numerusform>Add %n row</numerusform>
            <numerusform>Add %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::PlanPanel</name>
    <message numerus="yes">
        <source>%n to fix</source>
        <translation>
            <numerusform>%n to fix</numerusform>
            <numerusform>%n to fix</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passed</source>
        <translation>
            <numerusform>%n passed</numerusform>
            <numerusform>%n passed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemsPanel</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecentRow</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunsPage</name>
    <message numerus="yes">
        <source>%n checkpoint(s) of %1 in all, its curve and its frozen rows are removed from the disk. This cannot be undone.</source>
        <translation>
            <numerusform>%n checkpoint of %1 in all, its curve and its frozen rows are removed from the disk. This cannot be undone.</numerusform>
            <numerusform>%n checkpoints of %1 in all, its curve and its frozen rows are removed from the disk. This cannot be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) selected</source>
        <translation>
            <numerusform>%n run selected</numerusform>
            <numerusform>%n runs selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::SettingsDialog</name>
    <message numerus="yes">
        <source>%n thread(s) on this computer. Fewer leave room for other programs.</source>
        <translation>
            <numerusform>%n thread on this computer. Fewer leave room for other programs.</numerusform>
            <numerusform>%n threads on this computer. Fewer leave room for other programs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::TemplateCard</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenPlayground</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n token</numerusform>
            <numerusform>%n tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n character</numerusform>
            <numerusform>%n characters</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::TrainChecks</name>
    <message numerus="yes">
        <source>%n row(s) with errors. %1</source>
        <translation>
            <numerusform>%n row with errors. %1</numerusform>
            <numerusform>%n rows with errors. %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) with warnings, which are trained on as they are.</source>
        <translation>
            <numerusform>%n row with warnings, which is trained on as it is.</numerusform>
            <numerusform>%n rows with warnings, which are trained on as they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) lose their end. %1</source>
        <translation>
            <numerusform>%n row loses its end. %1</numerusform>
            <numerusform>%n rows lose their end. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::TrainPage</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::window::ShellFacts</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::window::Wiring</name>
    <message numerus="yes">
        <source>%n more that was dropped was left alone; one is opened at a time.</source>
        <translation>
            <numerusform>%n more that was dropped was left alone; one is opened at a time.</numerusform>
            <numerusform>%n more that were dropped were left alone; one is opened at a time.</numerusform>
        </translation>
    </message>
</context>
</TS>
