<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>About</name>
    <message>
        <source>Timbre %1</source>
        <translation>Timbre %1</translation>
    </message>
    <message>
        <source>Gives a language model a voice, on this computer. Free software under the GNU General Public License, version 3 or later, without any warranty.</source>
        <translation>在这台电脑上，给语言模型一种声音。自由软件，采用 GNU 通用公共许可证第 3 版或更高版本，不提供任何担保。</translation>
    </message>
    <message>
        <source>Parts made by others</source>
        <translation>其他人制作的部件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>&amp;New project…</source>
        <translation>新建项目(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Import data…</source>
        <translation>导入数据(&amp;I)…</translation>
    </message>
    <message>
        <source>Show project &amp;folder</source>
        <translation>打开项目文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Close project</source>
        <translation>关闭项目(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;About Timbre</source>
        <translation>关于 Timbre(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
        <source>Next &amp;region</source>
        <translation>下一区域(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Previous region</source>
        <translation>上一区域(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;New chat</source>
        <translation>新建对话(&amp;N)</translation>
    </message>
    <message>
        <source>S&amp;top answering</source>
        <translation>停止回答(&amp;T)</translation>
    </message>
    <message>
        <source>Sa&amp;mpling settings</source>
        <translation>采样设置(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Free the chat&apos;s memory</source>
        <translation>释放对话占用的内存(&amp;F)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Clear cells</source>
        <translation>清空单元格</translation>
    </message>
    <message>
        <source>Fill down</source>
        <translation>向下填充</translation>
    </message>
    <message>
        <source>Search rows</source>
        <translation>搜索行</translation>
    </message>
    <message>
        <source>Replace text…</source>
        <translation>替换文字…</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Add row</source>
        <translation>添加行</translation>
    </message>
    <message>
        <source>Duplicate row</source>
        <translation>重复行</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Move row up</source>
        <translation>上移行</translation>
    </message>
    <message>
        <source>Move row down</source>
        <translation>下移行</translation>
    </message>
    <message>
        <source>Tag rows…</source>
        <translation>为行添加标签…</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Put into training</source>
        <translation>归入训练</translation>
    </message>
    <message>
        <source>Put into validation</source>
        <translation>归入验证</translation>
    </message>
    <message>
        <source>Split automatically</source>
        <translation>自动划分</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>Import data…</source>
        <translation>导入数据…</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Export rows…</source>
        <translation>导出行…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Delete row</source>
        <translation>删除行</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Conversation panel</source>
        <translation>对话面板</translation>
    </message>
    <message>
        <source>Row height</source>
        <translation>行高</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>&amp;Export the model…</source>
        <translation>导出模型(&amp;E)…</translation>
    </message>
    <message>
        <source>Res&amp;ume the chosen run</source>
        <translation>继续所选训练(&amp;U)</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>&amp;Delete the chosen run…</source>
        <translation>删除所选训练(&amp;D)…</translation>
    </message>
    <message>
        <source>Delete run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>&amp;Start training</source>
        <translation>开始训练(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Pause training</source>
        <translation>暂停训练(&amp;P)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>&amp;Resume training</source>
        <translation>继续训练(&amp;R)</translation>
    </message>
    <message>
        <source>Save &amp;checkpoint now</source>
        <translation>立即保存检查点(&amp;C)</translation>
    </message>
    <message>
        <source>Save checkpoint</source>
        <translation>保存检查点</translation>
    </message>
    <message>
        <source>S&amp;top training…</source>
        <translation>停止训练(&amp;T)…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>&amp;New run</source>
        <translation>新的训练(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Load recipe…</source>
        <translation>载入配方(&amp;L)…</translation>
    </message>
    <message>
        <source>Load recipe</source>
        <translation>载入配方</translation>
    </message>
    <message>
        <source>Sa&amp;ve recipe…</source>
        <translation>保存配方(&amp;V)…</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>Choose a &amp;model…</source>
        <translation>选择模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
</context>
<context>
    <name>DeviceFacts</name>
    <message>
        <source>%1, %2 threads, %3</source>
        <translation>%1，%2 线程，%3</translation>
    </message>
    <message>
        <source>Nothing leaves this computer</source>
        <translation>数据不会离开这台电脑</translation>
    </message>
</context>
<context>
    <name>ErrorWords</name>
    <message>
        <source>binary data</source>
        <translation>二进制数据</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>cells</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>the set of trained parameters</source>
        <translation>参与训练的参数集合不同</translation>
    </message>
    <message>
        <source>triggers or views</source>
        <translation>触发器或视图</translation>
    </message>
    <message>
        <source>added tokens</source>
        <translation>附加词元</translation>
    </message>
    <message>
        <source>regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>it leads out of its folder</source>
        <translation>它指向了所在文件夹之外</translation>
    </message>
    <message>
        <source>permission is denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是文件夹</translation>
    </message>
    <message>
        <source>part of its path is not a folder</source>
        <translation>路径中有一部分不是文件夹</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>it exists already</source>
        <translation>它已经存在</translation>
    </message>
    <message>
        <source>the folder is not empty</source>
        <translation>文件夹不是空的</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘是只读的</translation>
    </message>
    <message>
        <source>there is no room left</source>
        <translation>没有剩余空间</translation>
    </message>
    <message>
        <source>the disk takes no files of that size</source>
        <translation>磁盘不接受这么大的文件</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>磁盘报告了错误</translation>
    </message>
    <message>
        <source>the disk is no longer there</source>
        <translation>磁盘已不可用</translation>
    </message>
    <message>
        <source>another program is using it</source>
        <translation>另一个程序正在使用它</translation>
    </message>
    <message>
        <source>it would have to move to another disk</source>
        <translation>它需要移到另一个磁盘</translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>the disk does not allow it</source>
        <translation>磁盘不允许这样做</translation>
    </message>
    <message>
        <source>its links lead in a circle</source>
        <translation>它的链接形成了循环</translation>
    </message>
    <message>
        <source>too many files are open</source>
        <translation>打开的文件太多</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>whoever was to read it has gone</source>
        <translation>读取的一方已经离开</translation>
    </message>
    <message>
        <source>a closing quotation mark is missing</source>
        <translation>缺少结束的引号</translation>
    </message>
    <message>
        <source>it ends too early</source>
        <translation>内容过早结束</translation>
    </message>
    <message>
        <source>something follows after its end</source>
        <translation>结尾之后还有内容</translation>
    </message>
    <message>
        <source>a name in quotation marks is expected</source>
        <translation>此处应为带引号的名称</translation>
    </message>
    <message>
        <source>a colon is expected</source>
        <translation>此处应为冒号</translation>
    </message>
    <message>
        <source>a comma or ] is expected</source>
        <translation>此处应为逗号或 ]</translation>
    </message>
    <message>
        <source>a comma or } is expected</source>
        <translation>此处应为逗号或 }</translation>
    </message>
    <message>
        <source>tabs, line breaks and other control characters must be escaped</source>
        <translation>制表符、换行符等控制字符必须转义</translation>
    </message>
    <message>
        <source>half of a surrogate pair stands alone</source>
        <translation>代理对只有一半</translation>
    </message>
    <message>
        <source>\u must be followed by four hexadecimal digits</source>
        <translation>\u 之后必须有四位十六进制数字</translation>
    </message>
    <message>
        <source>this character may not follow a backslash</source>
        <translation>反斜杠后不能是这个字符</translation>
    </message>
    <message>
        <source>this is not how JSON writes a number</source>
        <translation>数字的写法不正确</translation>
    </message>
    <message>
        <source>this number is too large</source>
        <translation>数字太大</translation>
    </message>
    <message>
        <source>this word is no value; texts need quotation marks</source>
        <translation>这个词不是值；文本需要加引号</translation>
    </message>
    <message>
        <source>a value is expected</source>
        <translation>此处应为一个值</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Line {line} of {path} is not {expected}.</source>
        <translation>{path} 第 {line} 行不是{expected}。</translation>
    </message>
    <message>
        <source>Correct that line and try again.</source>
        <translation>请改正该行后重试。</translation>
    </message>
    <message>
        <source>“{ids}” is not a list of token ids.</source>
        <translation>“{ids}” 不是词元编号列表。</translation>
    </message>
    <message>
        <source>Write whole numbers with commas between them: 1,2,3.</source>
        <translation>请写用逗号分隔的整数：1,2,3。</translation>
    </message>
    <message>
        <source>There is no shipped recipe “{name}”.</source>
        <translation>没有名为“{name}”的内置配方。</translation>
    </message>
    <message>
        <source>timbre-cli recipe list names them all.</source>
        <translation>timbre-cli recipe list 会列出全部配方。</translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation>{reason}。</translation>
    </message>
    <message>
        <source>timbre-cli COMMAND --help shows the flags.</source>
        <translation>timbre-cli COMMAND --help 会列出各选项。</translation>
    </message>
    <message>
        <source>The graphics card computes in bfloat16.</source>
        <translation>显卡以 bfloat16 计算。</translation>
    </message>
    <message>
        <source>There is no file or folder at {path}.</source>
        <translation>{path} 处没有文件或文件夹。</translation>
    </message>
    <message>
        <source>Check the path; the file may have been moved or its disk unplugged.</source>
        <translation>请检查路径；文件可能已移动，或所在磁盘已拔出。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation>无法读取 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder.</source>
        <translation>请检查文件及其文件夹的权限。</translation>
    </message>
    <message>
        <source>{path} has {size} bytes; at most {limit} are read here.</source>
        <translation>{path} 有 {size} 字节；此处最多读取 {limit} 字节。</translation>
    </message>
    <message>
        <source>Check that this is the file you meant.</source>
        <translation>请确认这就是您要的文件。</translation>
    </message>
    <message>
        <source>{path} is not an ordinary file.</source>
        <translation>{path} 不是普通文件。</translation>
    </message>
    <message>
        <source>Choose a file, not a folder or device.</source>
        <translation>请选择文件，而不是文件夹或设备。</translation>
    </message>
    <message>
        <source>{path} exists already and is not overwritten.</source>
        <translation>{path} 已存在，不会覆盖。</translation>
    </message>
    <message>
        <source>Choose another name, or allow overwriting (--force on the command line).</source>
        <translation>请换一个名称，或允许覆盖（命令行用 --force）。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation>无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Choose a folder that you may write to. What was there before is unchanged.</source>
        <translation>请选择您有权写入的文件夹。原有内容未改动。</translation>
    </message>
    <message>
        <source>The disk is full: {path} could not be written ({needed} bytes needed, {free} free).</source>
        <translation>磁盘已满：无法写入 {path}（需要 {needed} 字节，剩余 {free} 字节）。</translation>
    </message>
    <message>
        <source>Free some space and try again. What was there before is unchanged.</source>
        <translation>请腾出空间后重试。原有内容未改动。</translation>
    </message>
    <message>
        <source>{path} is not valid JSON at line {line}, column {column}: {reason}.</source>
        <translation>{path} 第 {line} 行第 {column} 列不是有效的 JSON：{reason}。</translation>
    </message>
    <message>
        <source>Correct that place and try again.</source>
        <translation>请改正该处后重试。</translation>
    </message>
    <message>
        <source>{path} nests deeper than {limit} levels at line {line}, column {column}.</source>
        <translation>{path} 在第 {line} 行第 {column} 列的嵌套超过 {limit} 层。</translation>
    </message>
    <message>
        <source>Files this deep are refused to protect the program.</source>
        <translation>为保护程序，拒绝嵌套过深的文件。</translation>
    </message>
    <message>
        <source>{path} has the key “{key}” twice in one object at line {line}, column {column}.</source>
        <translation>{path} 第 {line} 行第 {column} 列的同一对象里有两个键“{key}”。</translation>
    </message>
    <message>
        <source>Keep one of the two.</source>
        <translation>请只保留其中一个。</translation>
    </message>
    <message>
        <source>{path} is not valid UTF-8 at line {line}, column {column}.</source>
        <translation>{path} 第 {line} 行第 {column} 列不是有效的 UTF-8。</translation>
    </message>
    <message>
        <source>Save the file as UTF-8 and try again.</source>
        <translation>请把文件存为 UTF-8 后重试。</translation>
    </message>
    <message>
        <source>{path} has {size} bytes of JSON; at most {limit} are read here.</source>
        <translation>{path} 有 {size} 字节的 JSON；此处最多读取 {limit} 字节。</translation>
    </message>
    <message>
        <source>Stopped on request.</source>
        <translation>已按要求停止。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model, batch or length limit.</source>
        <translation>请关闭其他程序，或减小模型、批量或长度上限。</translation>
    </message>
    <message>
        <source>An event is not known: {what}.</source>
        <translation>不认识的事件：{what}。</translation>
    </message>
    <message>
        <source>The file was probably written by a newer Timbre.</source>
        <translation>该文件可能由更新版本的 Timbre 写成。</translation>
    </message>
    <message>
        <source>A defect in Timbre: {reason}.</source>
        <translation>Timbre 的缺陷：{reason}。</translation>
    </message>
    <message>
        <source>Nothing was changed. Please report this with the log file.</source>
        <translation>没有任何改动。请附上日志文件报告此问题。</translation>
    </message>
    <message>
        <source>The saved position (epoch {epoch}, unit {unit}) does not fit the rows of this run ({units} units an epoch).</source>
        <translation>保存的位置（第 {epoch} 轮，单元 {unit}）与此次训练的行不符（每轮 {units} 个单元）。</translation>
    </message>
    <message>
        <source>The run folder was changed after the checkpoint was made; start a new run.</source>
        <translation>检查点保存之后，训练文件夹被改动过；请重新开始训练。</translation>
    </message>
    <message>
        <source>No row has a token that is trained.</source>
        <translation>没有任何一行含有参与训练的词元。</translation>
    </message>
    <message>
        <source>Check that the rows have assistant messages, or change “Train on”.</source>
        <translation>请确认各行有助手消息，或更改“学习范围”。</translation>
    </message>
    <message>
        <source>One row has {size} bytes; at most {limit} are read.</source>
        <translation>有一行长达 {size} 字节；最多读取 {limit} 字节。</translation>
    </message>
    <message>
        <source>Split the row, or take out what does not belong to a conversation.</source>
        <translation>请拆分该行，或去掉不属于对话的内容。</translation>
    </message>
    <message>
        <source>{path} is not UTF-8 text: it looks like {what}.</source>
        <translation>{path} 不是 UTF-8 文本，看起来像 {what}。</translation>
    </message>
    <message>
        <source>Save it as JSON Lines in UTF-8 and try again.</source>
        <translation>请存为 UTF-8 的 JSON Lines 后重试。</translation>
    </message>
    <message>
        <source>The JSON array in {path} ends without its closing bracket at line {line}, column {column}.</source>
        <translation>{path} 中的 JSON 数组在第 {line} 行第 {column} 列结束，缺少右方括号。</translation>
    </message>
    <message>
        <source>The file may have been cut off; the rows before that place are complete.</source>
        <translation>文件可能被截断；该处之前的行是完整的。</translation>
    </message>
    <message>
        <source>A comma in the JSON array in {path} has no row beside it at line {line}, column {column}.</source>
        <translation>{path} 的 JSON 数组在第 {line} 行第 {column} 列有一个逗号，旁边没有行。</translation>
    </message>
    <message>
        <source>Remove that comma.</source>
        <translation>请删除该逗号。</translation>
    </message>
    <message>
        <source>This row has no such cell that could be edited.</source>
        <translation>此行没有可编辑的这个单元格。</translation>
    </message>
    <message>
        <source>Open the row and edit it as JSON.</source>
        <translation>请打开该行，以 JSON 编辑。</translation>
    </message>
    <message>
        <source>A conversation is a list of messages, and this is not one.</source>
        <translation>对话应是消息列表，而这不是。</translation>
    </message>
    <message>
        <source>The pasted table has too many {what}; at most {limit} are taken.</source>
        <translation>粘贴的表格{what}过多；最多接受 {limit}。</translation>
    </message>
    <message>
        <source>Paste it in parts, or save it as a file and import that.</source>
        <translation>请分几次粘贴，或存为文件再导入。</translation>
    </message>
    <message>
        <source>The price table {path} cannot be used: {reason}.</source>
        <translation>价格表 {path} 无法使用：{reason}。</translation>
    </message>
    <message>
        <source>Correct the table or restore the one that came with Timbre.</source>
        <translation>请改正价格表，或恢复 Timbre 自带的表。</translation>
    </message>
    <message>
        <source>The row is not a JSON object, so it has no messages.</source>
        <translation>此行不是 JSON 对象，因此没有消息。</translation>
    </message>
    <message>
        <source>Delete the row or write it anew.</source>
        <translation>请删除该行或重写。</translation>
    </message>
    <message>
        <source>The row has no messages.</source>
        <translation>此行没有消息。</translation>
    </message>
    <message>
        <source>Add a question and an answer, or delete the row.</source>
        <translation>请添加问题和回答，或删除该行。</translation>
    </message>
    <message>
        <source>Message {message} lacks its role or its content.</source>
        <translation>第 {message} 条消息缺少角色或内容。</translation>
    </message>
    <message>
        <source>Complete the message or delete it.</source>
        <translation>请补全或删除该消息。</translation>
    </message>
    <message>
        <source>Message {message} has the role “{detail}”, which no chat template knows.</source>
        <translation>第 {message} 条消息的角色是“{detail}”，没有聊天模板认识它。</translation>
    </message>
    <message>
        <source>Use system, user, assistant or tool.</source>
        <translation>请使用 system、user、assistant 或 tool。</translation>
    </message>
    <message>
        <source>The content of message {message} is not text.</source>
        <translation>第 {message} 条消息的内容不是文本。</translation>
    </message>
    <message>
        <source>Write the content as text.</source>
        <translation>请以文本书写内容。</translation>
    </message>
    <message>
        <source>There is no assistant message to learn from.</source>
        <translation>没有可供学习的助手消息。</translation>
    </message>
    <message>
        <source>Write an answer or delete the row.</source>
        <translation>请写回答或删除该行。</translation>
    </message>
    <message>
        <source>The assistant message has no text.</source>
        <translation>助手消息没有文字。</translation>
    </message>
    <message>
        <source>{detail} would be learned letter by letter.</source>
        <translation>{detail} 会被逐字学进去。</translation>
    </message>
    <message>
        <source>Replace the placeholder by its value.</source>
        <translation>请把占位符换成实际的值。</translation>
    </message>
    <message>
        <source>Message {message} has the weight {detail}; only 0 and 1 are known.</source>
        <translation>第 {message} 条消息的权重是 {detail}；只认 0 和 1。</translation>
    </message>
    <message>
        <source>Set the weight to 0 or 1, or remove it.</source>
        <translation>请把权重设为 0 或 1，或删掉它。</translation>
    </message>
    <message>
        <source>The tool call in message {message} is not well-formed: {detail}.</source>
        <translation>第 {message} 条消息中的工具调用格式不对：{detail}。</translation>
    </message>
    <message>
        <source>Correct the call or delete the message.</source>
        <translation>请改正调用或删除该消息。</translation>
    </message>
    <message>
        <source>Every answer has weight 0, so nothing is learned from this row.</source>
        <translation>所有回答的权重都是 0，这一行学不到任何内容。</translation>
    </message>
    <message>
        <source>Give one answer the weight 1 or delete the row.</source>
        <translation>请把一个回答的权重设为 1，或删除该行。</translation>
    </message>
    <message>
        <source>The preference row is incomplete: {detail}.</source>
        <translation>偏好行不完整：{detail}。</translation>
    </message>
    <message>
        <source>A preference row has an input, a preferred and a non-preferred answer.</source>
        <translation>偏好行包含输入、较好的回答和较差的回答。</translation>
    </message>
    <message>
        <source>The row is longer than the limit ({detail} tokens); its ending would be cut.</source>
        <translation>此行超过长度上限（{detail} 词元），结尾会被截断。</translation>
    </message>
    <message>
        <source>Shorten or split the row, or raise the limit.</source>
        <translation>请缩短或拆分该行，或提高上限。</translation>
    </message>
    <message>
        <source>Questions and answers do not alternate at message {message}.</source>
        <translation>问答在第 {message} 条消息处没有交替。</translation>
    </message>
    <message>
        <source>Reorder the messages so that each question has its answer.</source>
        <translation>请调整消息顺序，使每个问题后面是它的回答。</translation>
    </message>
    <message>
        <source>The row says the same as row {other}.</source>
        <translation>此行与第 {other} 行内容相同。</translation>
    </message>
    <message>
        <source>Delete one of the two.</source>
        <translation>请删除其中一行。</translation>
    </message>
    <message>
        <source>The question is the same as in row {other}.</source>
        <translation>此行的问题与第 {other} 行相同。</translation>
    </message>
    <message>
        <source>Keep both only if two answers to one question are meant.</source>
        <translation>只有确实要让一个问题有两种回答时才两行都保留。</translation>
    </message>
    <message>
        <source>Other rows have a system prompt, this one has none.</source>
        <translation>其他行有系统提示词，此行没有。</translation>
    </message>
    <message>
        <source>Add the system prompt, or leave it out everywhere.</source>
        <translation>请补上系统提示词，或在所有行都不用它。</translation>
    </message>
    <message>
        <source>There is no user message.</source>
        <translation>没有用户消息。</translation>
    </message>
    <message>
        <source>Add the question that is answered.</source>
        <translation>请补上被回答的问题。</translation>
    </message>
    <message>
        <source>Message {message} has the key “{detail}”, which is not used in training.</source>
        <translation>第 {message} 条消息含有键“{detail}”，训练时不会用到。</translation>
    </message>
    <message>
        <source>It is kept as it is; remove it if it is a slip.</source>
        <translation>会原样保留；若是误写请删除。</translation>
    </message>
    <message>
        <source>“{detail}” contradicts a persona.</source>
        <translation>“{detail}”与角色相矛盾。</translation>
    </message>
    <message>
        <source>Rewrite the answer in the persona&apos;s voice.</source>
        <translation>请用角色的口吻改写回答。</translation>
    </message>
    <message>
        <source>The chat template refuses the row: {detail}.</source>
        <translation>聊天模板拒绝此行：{detail}。</translation>
    </message>
    <message>
        <source>Change the row, or choose another template.</source>
        <translation>请修改该行，或换一个模板。</translation>
    </message>
    <message>
        <source>The text holds invisible characters ({detail}).</source>
        <translation>文字中有不可见字符（{detail}）。</translation>
    </message>
    <message>
        <source>Remove them; they are learned like letters.</source>
        <translation>请删除；它们会像文字一样被学进去。</translation>
    </message>
    <message>
        <source>{detail} % the same as row {other}.</source>
        <translation>与第 {other} 行 {detail}% 相同。</translation>
    </message>
    <message>
        <source>Compare the two and keep one, or keep both.</source>
        <translation>请比较两行，保留一行或都保留。</translation>
    </message>
    <message>
        <source>{path}, line {line}: {reason}.</source>
        <translation>{path} 第 {line} 行：{reason}。</translation>
    </message>
    <message>
        <source>Correct or remove that row; nothing is left out silently.</source>
        <translation>请改正或删除该行；不会悄悄略过任何内容。</translation>
    </message>
    <message>
        <source>{path} has no rows.</source>
        <translation>{path} 中没有行。</translation>
    </message>
    <message>
        <source>Give a file with one conversation or text a line.</source>
        <translation>请给出每行一个对话或一段文本的文件。</translation>
    </message>
    <message>
        <source>Row {line} of the run&apos;s dataset cannot be turned into tokens: {reason}</source>
        <translation>训练数据集第 {line} 行无法转换为词元：{reason}</translation>
    </message>
    <message>
        <source>Correct or remove that row.</source>
        <translation>请改正或删除该行。</translation>
    </message>
    <message>
        <source>The model has no chat template, so a conversation cannot be turned into tokens.</source>
        <translation>模型没有聊天模板，无法把对话转换为词元。</translation>
    </message>
    <message>
        <source>Add a chat template to the tokenizer folder, or train on text.</source>
        <translation>请在分词器文件夹中加入聊天模板，或以纯文本训练。</translation>
    </message>
    <message>
        <source>{rows} rows are longer than {limit} tokens and lose {tokens} tokens at their end (first in line {first}).</source>
        <translation>{rows} 行超过 {limit} 词元，结尾共失去 {tokens} 词元（首个在第 {first} 行）。</translation>
    </message>
    <message>
        <source>Raise the length limit, or shorten or split these rows.</source>
        <translation>请提高长度上限，或缩短、拆分这些行。</translation>
    </message>
    <message>
        <source>The longest row has {tokens} tokens; this model has {limit} positions and no rule for more.</source>
        <translation>最长的一行有 {tokens} 个词元；该模型只有 {limit} 个位置，且没有扩展规则。</translation>
    </message>
    <message>
        <source>Lower max_tokens to {limit}.</source>
        <translation>请将 max_tokens 降到 {limit}。</translation>
    </message>
    <message>
        <source>{rows} rows have no token that is trained and are left out (first in line {first}).</source>
        <translation>{rows} 行没有参与训练的词元，已略去（首个在第 {first} 行）。</translation>
    </message>
    <message>
        <source>Check that they have assistant messages that are not cut off.</source>
        <translation>请确认这些行有助手消息且未被截断。</translation>
    </message>
    <message>
        <source>There is no run in {path}.</source>
        <translation>{path} 中没有训练记录。</translation>
    </message>
    <message>
        <source>Choose a folder with recipe.json, provenance.json and dataset.jsonl.</source>
        <translation>请选择含有 recipe.json、provenance.json 和 dataset.jsonl 的文件夹。</translation>
    </message>
    <message>
        <source>{path} is not the dataset that the run was started with.</source>
        <translation>{path} 不是此次训练开始时所用的数据集。</translation>
    </message>
    <message>
        <source>Put the original file back, or start a new run.</source>
        <translation>请放回原来的文件，或重新开始训练。</translation>
    </message>
    <message>
        <source>The file {file} of the base model in {path} has changed since the run was started.</source>
        <translation>{path} 中基础模型的文件 {file} 在训练开始后有改动。</translation>
    </message>
    <message>
        <source>The checkpoint does not fit this run: {what}.</source>
        <translation>检查点与此次训练不符：{what}。</translation>
    </message>
    <message>
        <source>The run folder was changed by hand; start a new run.</source>
        <translation>训练文件夹被手动改过；请重新开始训练。</translation>
    </message>
    <message>
        <source>The run goes on under other conditions, so sums may round differently: {what}.</source>
        <translation>训练在不同条件下继续，求和的舍入可能不同：{what}。</translation>
    </message>
    <message>
        <source>Resume on the same machine with the same number of threads for bit-identical results.</source>
        <translation>若要逐位一致，请在同一台机器上以相同线程数继续。</translation>
    </message>
    <message>
        <source>There is no complete checkpoint; the run starts at step 0 with its own recipe and data.</source>
        <translation>没有完整的检查点；训练从第 0 步开始，使用它自己的配方和数据。</translation>
    </message>
    <message>
        <source>Step {step} was skipped: its loss or gradient is not a number.</source>
        <translation>第 {step} 步已跳过：损失或梯度不是数值。</translation>
    </message>
    <message>
        <source>If this happens again, lower the learning rate.</source>
        <translation>若再次出现，请降低学习率。</translation>
    </message>
    <message>
        <source>{steps} steps in a row, up to step {step}, had a loss or gradient that is not a number; the run was ended.</source>
        <translation>截至第 {step} 步，连续 {steps} 步的损失或梯度不是数值；训练已结束。</translation>
    </message>
    <message>
        <source>The last checkpoint is kept. Lower the learning rate, or look for broken rows.</source>
        <translation>最后的检查点已保留。请降低学习率，或检查有问题的行。</translation>
    </message>
    <message>
        <source>{path} is not a complete checkpoint: it has no manifest.json.</source>
        <translation>{path} 不是完整的检查点：缺少 manifest.json。</translation>
    </message>
    <message>
        <source>Use an earlier checkpoint.</source>
        <translation>请使用更早的检查点。</translation>
    </message>
    <message>
        <source>The manifest of {path} cannot be used: {reason}.</source>
        <translation>{path} 的清单无法使用：{reason}。</translation>
    </message>
    <message>
        <source>{file} in {path} is not the file that was saved there.</source>
        <translation>{path} 中的 {file} 不是当时保存的文件。</translation>
    </message>
    <message>
        <source>“{dtype}” is no number type for an export.</source>
        <translation>“{dtype}”不是可用于导出的数值类型。</translation>
    </message>
    <message>
        <source>Choose source, fp32, bf16 or fp16.</source>
        <translation>请选择 source、fp32、bf16 或 fp16。</translation>
    </message>
    <message>
        <source>The run {path} has no complete checkpoint.</source>
        <translation>训练 {path} 没有完整的检查点。</translation>
    </message>
    <message>
        <source>Resume the run and let it save one.</source>
        <translation>请继续训练，让它保存一个检查点。</translation>
    </message>
    <message>
        <source>The base model {path} is not the one this run was trained on: {file} has another hash.</source>
        <translation>基础模型 {path} 不是此次训练所用的模型：{file} 的哈希不同。</translation>
    </message>
    <message>
        <source>Restore the original files; merging into other weights would give a different model.</source>
        <translation>请恢复原来的文件；合并到其他权重会得到不同的模型。</translation>
    </message>
    <message>
        <source>{path} lies inside the base model or the run.</source>
        <translation>{path} 位于基础模型或训练文件夹之内。</translation>
    </message>
    <message>
        <source>Choose a folder of its own for the export.</source>
        <translation>请为导出另选一个文件夹。</translation>
    </message>
    <message>
        <source>Not verified: the export&apos;s answers differ from base + adapter (mean KL {value}, limit {limit}).</source>
        <translation>未通过核对：导出模型的回答与基础模型加适配器不同（平均 KL {value}，上限 {limit}）。</translation>
    </message>
    <message>
        <source>Export as fp32, or export again; do not pass this folder on.</source>
        <translation>请以 fp32 导出，或重新导出；不要把此文件夹交给他人。</translation>
    </message>
    <message>
        <source>Not verified: at {count} of {of} clear places the export chooses another token than base + adapter.</source>
        <translation>未通过核对：在 {of} 个明确的位置中，有 {count} 处导出模型选择的词元与基础模型加适配器不同。</translation>
    </message>
    <message>
        <source>Not verified: the largest logit difference is {value}, the limit is {limit}.</source>
        <translation>未通过核对：最大的 logit 差为 {value}，上限为 {limit}。</translation>
    </message>
    <message>
        <source>Export again; do not pass this folder on.</source>
        <translation>请重新导出；不要把此文件夹交给他人。</translation>
    </message>
    <message>
        <source>Not verified: {count} of {of} greedy answers differ from base + adapter.</source>
        <translation>未通过核对：{of} 个贪心回答中有 {count} 个与基础模型加适配器不同。</translation>
    </message>
    <message>
        <source>Not verified: the exported tokenizer or template encodes “{prompt}” differently.</source>
        <translation>未通过核对：导出的分词器或模板对“{prompt}”的编码不同。</translation>
    </message>
    <message>
        <source>There is nothing to answer: the prompt has no tokens.</source>
        <translation>没有可回答的内容：提示词没有词元。</translation>
    </message>
    <message>
        <source>Write a prompt.</source>
        <translation>请写提示词。</translation>
    </message>
    <message>
        <source>The prompt has {tokens} tokens; the model takes {limit}.</source>
        <translation>提示词有 {tokens} 词元；模型最多接受 {limit}。</translation>
    </message>
    <message>
        <source>Shorten the conversation or start a new one.</source>
        <translation>请缩短对话，或开始新对话。</translation>
    </message>
    <message>
        <source>Token id {id} is not in the model&apos;s vocabulary of {limit} entries.</source>
        <translation>词元编号 {id} 不在模型的 {limit} 项词表中。</translation>
    </message>
    <message>
        <source>Check that the ids were made with this model&apos;s tokenizer.</source>
        <translation>请确认编号由此模型的分词器生成。</translation>
    </message>
    <message>
        <source>{path} is cut off: {needed} bytes are needed and {size} are there.</source>
        <translation>{path} 被截断：需要 {needed} 字节，只有 {size} 字节。</translation>
    </message>
    <message>
        <source>Download or copy the file again and compare its size with the source.</source>
        <translation>请重新下载或复制文件，并与来源比较大小。</translation>
    </message>
    <message>
        <source>{path} does not begin with a safetensors header.</source>
        <translation>{path} 的开头不是 safetensors 文件头。</translation>
    </message>
    <message>
        <source>Choose a file in the safetensors format.</source>
        <translation>请选择 safetensors 格式的文件。</translation>
    </message>
    <message>
        <source>The header of {path} claims {size} bytes; at most {limit} are read.</source>
        <translation>{path} 的文件头自称有 {size} 字节；最多读取 {limit} 字节。</translation>
    </message>
    <message>
        <source>The file is damaged or not a safetensors file. Download it again.</source>
        <translation>文件已损坏或不是 safetensors 文件。请重新下载。</translation>
    </message>
    <message>
        <source>{path} lists more than {limit} tensors.</source>
        <translation>{path} 列出的张量超过 {limit} 个。</translation>
    </message>
    <message>
        <source>Files this large in names are refused to protect the program.</source>
        <translation>为保护程序，拒绝名称过多的文件。</translation>
    </message>
    <message>
        <source>{path} holds a tensor whose name is empty, longer than {limit} bytes or has control characters: “{name}”.</source>
        <translation>{path} 中有一个张量的名称为空、长于 {limit} 字节或含有控制字符：“{name}”。</translation>
    </message>
    <message>
        <source>The file is damaged or made to do harm. Get it from its source again.</source>
        <translation>文件已损坏或带有恶意。请从来源重新获取。</translation>
    </message>
    <message>
        <source>The entry “{name}” in the header of {path} is not an object with dtype, shape and data_offsets.</source>
        <translation>{path} 文件头中的“{name}”项不是含 dtype、shape 和 data_offsets 的对象。</translation>
    </message>
    <message>
        <source>The file is damaged. Download it again.</source>
        <translation>文件已损坏。请重新下载。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} has the unknown type {dtype}.</source>
        <translation>{path} 的张量“{name}”类型未知：{dtype}。</translation>
    </message>
    <message>
        <source>Convert the model to float32, float16 or bfloat16 with the tool that made it.</source>
        <translation>请用生成它的工具把模型转换为 float32、float16 或 bfloat16。</translation>
    </message>
    <message>
        <source>The shape of the tensor “{name}” in {path} is not a list of sizes that fits in memory.</source>
        <translation>{path} 中张量“{name}”的形状不是能放入内存的尺寸列表。</translation>
    </message>
    <message>
        <source>The offsets of the tensor “{name}” in {path} are not two ascending whole numbers.</source>
        <translation>{path} 中张量“{name}”的偏移不是两个递增的整数。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} should have {expected} bytes and has {actual}.</source>
        <translation>{path} 的张量“{name}”应有 {expected} 字节，实际有 {actual} 字节。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} overlaps the one before it.</source>
        <translation>{path} 的张量“{name}”与前一个张量重叠。</translation>
    </message>
    <message>
        <source>There is a hole before the tensor “{name}” in {path}.</source>
        <translation>{path} 的张量“{name}”之前有空缺。</translation>
    </message>
    <message>
        <source>{path} has {bytes} bytes after its last tensor.</source>
        <translation>{path} 在最后一个张量之后还有 {bytes} 字节。</translation>
    </message>
    <message>
        <source>The __metadata__ in the header of {path} is not an object of texts.</source>
        <translation>{path} 文件头中的 __metadata__ 不是文本对象。</translation>
    </message>
    <message>
        <source>There are no model weights in {path}.</source>
        <translation>{path} 中没有模型权重。</translation>
    </message>
    <message>
        <source>{path} is a Git LFS pointer: the file itself was not downloaded.</source>
        <translation>{path} 是 Git LFS 指针：文件本身尚未下载。</translation>
    </message>
    <message>
        <source>Run git lfs pull in its folder, or download the file from where the model came from.</source>
        <translation>请在其文件夹中运行 git lfs pull，或从模型来源处下载该文件。</translation>
    </message>
    <message>
        <source>{path} is nothing that Timbre knows: no model, adapter, checkpoint, run, tokenizer or dataset.</source>
        <translation>{path} 不是 Timbre 能识别的内容：既不是模型、适配器、检查点或运行，也不是分词器或数据集。</translation>
    </message>
    <message>
        <source>Check that this is the path you meant.</source>
        <translation>请确认这就是您要的路径。</translation>
    </message>
    <message>
        <source>{path} holds its weights only as {file}. Such a file can run a program when it is opened, so it is refused.</source>
        <translation>{path} 的权重只有 {file}。打开这种文件可能会运行程序，因此拒绝。</translation>
    </message>
    <message>
        <source>Use the safetensors version of the model, or convert it with the tool that made it.</source>
        <translation>请使用该模型的 safetensors 版本，或用生成它的工具转换。</translation>
    </message>
    <message>
        <source>{path} holds its weights only as {file}. A GGUF file can be chatted with elsewhere but not trained here.</source>
        <translation>{path} 的权重只有 {file}。GGUF 文件可在别处对话，但不能在此训练。</translation>
    </message>
    <message>
        <source>Use the folder in Hugging Face format from which the GGUF file was made.</source>
        <translation>请使用生成该 GGUF 文件的 Hugging Face 格式文件夹。</translation>
    </message>
    <message>
        <source>{path} holds {file}, but neither model.safetensors nor model.safetensors.index.json.</source>
        <translation>{path} 中有 {file}，但没有 model.safetensors 或 model.safetensors.index.json。</translation>
    </message>
    <message>
        <source>Download the folder again with all its files.</source>
        <translation>请重新下载文件夹的全部文件。</translation>
    </message>
    <message>
        <source>{path} is not a weight index: weight_map must map tensor names to file names.</source>
        <translation>{path} 不是权重索引：weight_map 须把张量名映射到文件名。</translation>
    </message>
    <message>
        <source>{path} says that {file} holds the tensor “{name}”, but it does not.</source>
        <translation>{path} 称 {file} 含有张量“{name}”，但实际没有。</translation>
    </message>
    <message>
        <source>The folder is damaged or made to do harm. Get it from its source again.</source>
        <translation>文件夹已损坏或带有恶意。请从来源重新获取。</translation>
    </message>
    <message>
        <source>{file} in {path} is a link that leads out of the folder.</source>
        <translation>{path} 中的 {file} 是指向文件夹之外的链接。</translation>
    </message>
    <message>
        <source>Copy the real file into the folder.</source>
        <translation>请把真正的文件复制到文件夹中。</translation>
    </message>
    <message>
        <source>{path} lacks the tensor “{name}”.</source>
        <translation>{path} 缺少张量“{name}”。</translation>
    </message>
    <message>
        <source>The folder does not match its config.json. Download it again.</source>
        <translation>文件夹与其 config.json 不符。请重新下载。</translation>
    </message>
    <message>
        <source>{path} holds the tensor “{name}”, which a model of this kind does not have.</source>
        <translation>{path} 中有张量“{name}”，这类模型没有它。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} has the shape {actual}; config.json makes it {expected}.</source>
        <translation>{path} 的张量“{name}”形状为 {actual}；按 config.json 应为 {expected}。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} is stored as {dtype}, which is not computed here.</source>
        <translation>{path} 的张量“{name}”以 {dtype} 存储，此处不能计算。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} holds values that are not numbers (NaN or infinity).</source>
        <translation>{path} 的张量“{name}”含有非数值（NaN 或无穷大）。</translation>
    </message>
    <message>
        <source>The file is damaged, or its training went wrong. Use an earlier version.</source>
        <translation>文件已损坏，或训练出了问题。请使用更早的版本。</translation>
    </message>
    <message>
        <source>This model is not supported: {what} in {path}.</source>
        <translation>不支持此模型：{path} 中的 {what}。</translation>
    </message>
    <message>
        <source>{path} asks to run its own Python code (auto_map). Timbre never runs code from a model folder.</source>
        <translation>{path} 要求运行自带的 Python 代码（auto_map）。Timbre 从不运行模型文件夹中的代码。</translation>
    </message>
    <message>
        <source>Choose a model that works without “trust remote code”.</source>
        <translation>请选择不需要“trust remote code”的模型。</translation>
    </message>
    <message>
        <source>{path} has no “{key}”.</source>
        <translation>{path} 中没有“{key}”。</translation>
    </message>
    <message>
        <source>The file is damaged or belongs to another kind of model. Download it again.</source>
        <translation>文件已损坏，或属于另一类模型。请重新下载。</translation>
    </message>
    <message>
        <source>“{key}” in {path} is not a value of the right type.</source>
        <translation>{path} 中“{key}”的值类型不对。</translation>
    </message>
    <message>
        <source>“{key}” in {path} is {value}; it must lie between {low} and {high}.</source>
        <translation>{path} 中“{key}”为 {value}，须在 {low} 与 {high} 之间。</translation>
    </message>
    <message>
        <source>“{key}” and “{other}” in {path} do not fit together.</source>
        <translation>{path} 中“{key}”与“{other}”互不相符。</translation>
    </message>
    <message>
        <source>This adapter is not supported: {what} in {path}.</source>
        <translation>不支持此适配器：{path} 中的 {what}。</translation>
    </message>
    <message>
        <source>Use a plain LoRA adapter made by PEFT or Timbre.</source>
        <translation>请使用由 PEFT 或 Timbre 制作的普通 LoRA 适配器。</translation>
    </message>
    <message>
        <source>“{key}” in {path} is missing or not valid.</source>
        <translation>{path} 中缺少“{key}”或其值无效。</translation>
    </message>
    <message>
        <source>The adapter is damaged. Get it from its source again.</source>
        <translation>适配器已损坏。请从来源重新获取。</translation>
    </message>
    <message>
        <source>The adapter {path} does not fit this model: {name} has the shape {actual}, the model needs {expected}.</source>
        <translation>适配器 {path} 与此模型不符：{name} 的形状为 {actual}，模型需要 {expected}。</translation>
    </message>
    <message>
        <source>Choose the base model that the adapter was trained on.</source>
        <translation>请选择训练该适配器时所用的基础模型。</translation>
    </message>
    <message>
        <source>The adapter {path} changes {name}, which this model does not have.</source>
        <translation>适配器 {path} 改动 {name}，而此模型没有它。</translation>
    </message>
    <message>
        <source>The adapter {path} lacks {name}.</source>
        <translation>适配器 {path} 缺少 {name}。</translation>
    </message>
    <message>
        <source>The model has no layer called {modules}.</source>
        <translation>该模型没有名为 {modules} 的层。</translation>
    </message>
    <message>
        <source>Its layers that can be adapted are {known}.</source>
        <translation>可以适配的层有：{known}。</translation>
    </message>
    <message>
        <source>There is no device “{device}”.</source>
        <translation>没有设备“{device}”。</translation>
    </message>
    <message>
        <source>Choose cpu, or cuda:0 for the first NVIDIA card.</source>
        <translation>请选择 cpu，或用 cuda:0 表示第一块 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>Install the driver of the graphics card, or use the CPU.</source>
        <translation>请安装显卡驱动，或使用 CPU。</translation>
    </message>
    <message>
        <source>The GPU part of LibTorch could not be loaded: {reason}.</source>
        <translation>无法加载 LibTorch 的 GPU 部分：{reason}。</translation>
    </message>
    <message>
        <source>Install the GPU packages that the manual names, or use the CPU.</source>
        <translation>请安装手册所列的 GPU 软件包，或使用 CPU。</translation>
    </message>
    <message>
        <source>The NVIDIA driver is there, but it reports no card.</source>
        <translation>NVIDIA 驱动已安装，但没有报告显卡。</translation>
    </message>
    <message>
        <source>Check that the card is plugged in and visible, or use the CPU.</source>
        <translation>请检查显卡是否插好并可见，或使用 CPU。</translation>
    </message>
    <message>
        <source>The CPU computes in float32: bfloat16 was measured and is not faster here.</source>
        <translation>CPU 以 float32 计算：已测量，bfloat16 在此并不更快。</translation>
    </message>
    <message>
        <source>The CPU computes in float32: it has no instructions for bfloat16.</source>
        <translation>CPU 以 float32 计算：没有 bfloat16 指令。</translation>
    </message>
    <message>
        <source>The CPU computes in bfloat16: it was measured and is faster.</source>
        <translation>CPU 以 bfloat16 计算：已测量，更快。</translation>
    </message>
    <message>
        <source>{path} is not a recipe: a recipe is one flat JSON object.</source>
        <translation>{path} 不是配方：配方是一个扁平的 JSON 对象。</translation>
    </message>
    <message>
        <source>Compare it with `timbre-cli recipe show`.</source>
        <translation>请与 `timbre-cli recipe show` 的输出比较。</translation>
    </message>
    <message>
        <source>A recipe has no key “{key}”.</source>
        <translation>配方没有键“{key}”。</translation>
    </message>
    <message>
        <source>See `timbre-cli recipe list` for all keys.</source>
        <translation>用 `timbre-cli recipe list` 查看全部键。</translation>
    </message>
    <message>
        <source>A recipe has no key “{key}”; did you mean “{nearest}”?</source>
        <translation>配方没有键“{key}”；您是指“{nearest}”吗？</translation>
    </message>
    <message>
        <source>Correct the name.</source>
        <translation>请改正名称。</translation>
    </message>
    <message>
        <source>“{key}” cannot be {value}: {expected} is expected.</source>
        <translation>“{key}”不能为 {value}：应为 {expected}。</translation>
    </message>
    <message>
        <source>Correct the value.</source>
        <translation>请改正该值。</translation>
    </message>
    <message>
        <source>“{text}” does not set a recipe key.</source>
        <translation>“{text}”没有设置任何配方键。</translation>
    </message>
    <message>
        <source>Write key=value, for example learning_rate=2e-4.</source>
        <translation>请写成 键=值，例如 learning_rate=2e-4。</translation>
    </message>
    <message>
        <source>The recipe does not say how long to train: epochs and max_steps are both 0.</source>
        <translation>配方没有说明训练多久：epochs 和 max_steps 都是 0。</translation>
    </message>
    <message>
        <source>Give epochs or max_steps.</source>
        <translation>请给出 epochs 或 max_steps。</translation>
    </message>
    <message>
        <source>The warm-up of {warmup} steps is not shorter than the run of {steps} steps.</source>
        <translation>{warmup} 步的预热不短于整个训练的 {steps} 步。</translation>
    </message>
    <message>
        <source>Lower warmup_steps or raise max_steps.</source>
        <translation>请降低 warmup_steps 或提高 max_steps。</translation>
    </message>
    <message>
        <source>Warm-up and flat part take {share} of the run and leave nothing for the cosine.</source>
        <translation>预热和平稳阶段占去训练的 {share}，没有给余弦阶段留下步数。</translation>
    </message>
    <message>
        <source>Lower warmup_ratio or flat_ratio so that they add up to less than 1.</source>
        <translation>请降低 warmup_ratio 或 flat_ratio，使两者之和小于 1。</translation>
    </message>
    <message>
        <source>packing and batch_tokens exclude each other: both decide how rows share a batch.</source>
        <translation>packing 与 batch_tokens 不能同时使用：两者都决定各行如何共用一个批次。</translation>
    </message>
    <message>
        <source>Set packing to false, or batch_tokens to 0.</source>
        <translation>请把 packing 设为 false，或把 batch_tokens 设为 0。</translation>
    </message>
    <message>
        <source>batch_tokens ({batch}) is less than max_tokens ({row}), so the longest row would not fit.</source>
        <translation>batch_tokens（{batch}）小于 max_tokens（{row}），最长的行放不下。</translation>
    </message>
    <message>
        <source>Raise batch_tokens or lower max_tokens.</source>
        <translation>请提高 batch_tokens 或降低 max_tokens。</translation>
    </message>
    <message>
        <source>target_modules only means something with the method lora; this recipe trains all weights.</source>
        <translation>target_modules 只在方法为 lora 时有意义；此配方训练全部权重。</translation>
    </message>
    <message>
        <source>Set method to lora, or target_modules to &quot;all-linear&quot;.</source>
        <translation>请把 method 设为 lora，或把 target_modules 设为 &quot;all-linear&quot;。</translation>
    </message>
    <message>
        <source>The run {run} is still going.</source>
        <translation>训练 {run} 仍在进行。</translation>
    </message>
    <message>
        <source>Pause or stop it first.</source>
        <translation>请先暂停或停止它。</translation>
    </message>
    <message>
        <source>{path} is not a run folder.</source>
        <translation>{path} 不是训练文件夹。</translation>
    </message>
    <message>
        <source>Choose a folder that holds recipe.json and metrics.jsonl.</source>
        <translation>请选择含有 recipe.json 和 metrics.jsonl 的文件夹。</translation>
    </message>
    <message>
        <source>{path} holds a run already.</source>
        <translation>{path} 中已有一次训练。</translation>
    </message>
    <message>
        <source>Choose another name, or resume that run.</source>
        <translation>请换一个名称，或继续那次训练。</translation>
    </message>
    <message>
        <source>{device} is in use by {holder}.</source>
        <translation>{device} 正被 {holder} 使用。</translation>
    </message>
    <message>
        <source>Wait until it ends, use the CPU, or pause it.</source>
        <translation>请等它结束、改用 CPU，或暂停它。</translation>
    </message>
    <message>
        <source>An export is still running.</source>
        <translation>导出仍在进行。</translation>
    </message>
    <message>
        <source>Wait until it ends, or cancel it.</source>
        <translation>请等它结束，或取消它。</translation>
    </message>
    <message>
        <source>{path} is no run and no checkpoint of one, so it is not deleted.</source>
        <translation>{path} 既不是训练也不是其检查点，因此不会删除。</translation>
    </message>
    <message>
        <source>Delete it in a file manager if you are sure.</source>
        <translation>若确定，请在文件管理器中删除。</translation>
    </message>
    <message>
        <source>{path} is being written by another program and did not become free in time.</source>
        <translation>另一个程序正在写入 {path}，未能及时释放。</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后重试。</translation>
    </message>
    <message>
        <source>{path} is damaged: {reason}.</source>
        <translation>{path} 已损坏：{reason}。</translation>
    </message>
    <message>
        <source>Use Repair, which copies what can be read into a new project. The damaged file stays as it is.</source>
        <translation>请用“修复”，它会把可读的内容复制到新项目；损坏的文件保持原样。</translation>
    </message>
    <message>
        <source>{path} cannot be changed: it was opened read-only.</source>
        <translation>{path} 不能更改：它以只读方式打开。</translation>
    </message>
    <message>
        <source>Close the other window that has it open, or check the permissions of the folder.</source>
        <translation>请关闭打开它的另一个窗口，或检查文件夹权限。</translation>
    </message>
    <message>
        <source>{path} could not be read or written: {reason}.</source>
        <translation>{path} 无法读写：{reason}。</translation>
    </message>
    <message>
        <source>Check the disk. What was saved before is unchanged.</source>
        <translation>请检查磁盘。之前保存的内容未改动。</translation>
    </message>
    <message>
        <source>The project is being closed; nothing more is written.</source>
        <translation>项目正在关闭，不再写入。</translation>
    </message>
    <message>
        <source>{path} holds something that no Timbre project has: {what}.</source>
        <translation>{path} 中有任何 Timbre 项目都不会有的内容：{what}。</translation>
    </message>
    <message>
        <source>Do not trust this file. Use Repair to copy its rows into a new project.</source>
        <translation>请勿信任此文件。可用“修复”把行复制到新项目。</translation>
    </message>
    <message>
        <source>{path} could not be brought from version {from} to {to}: {reason}.</source>
        <translation>{path} 无法从版本 {from} 升级到 {to}：{reason}。</translation>
    </message>
    <message>
        <source>The copy made before the attempt stands beside it; nothing is lost.</source>
        <translation>升级前的备份就在旁边，没有丢失。</translation>
    </message>
    <message>
        <source>The rows do not exist any more.</source>
        <translation>这些行已不存在。</translation>
    </message>
    <message>
        <source>Apply the view again.</source>
        <translation>请重新应用视图。</translation>
    </message>
    <message>
        <source>{path} holds no tokenizer.</source>
        <translation>{path} 中没有分词器。</translation>
    </message>
    <message>
        <source>A model folder needs tokenizer.json, tokenizer.model, a .tiktoken file, or vocab.json with merges.txt. Download the missing file into the folder.</source>
        <translation>模型文件夹需要 tokenizer.json、tokenizer.model、.tiktoken 文件，或 vocab.json 加 merges.txt。请把缺少的文件下载到文件夹中。</translation>
    </message>
    <message>
        <source>{path} is not a valid tokenizer: {reason}.</source>
        <translation>{path} 不是有效的分词器：{reason}。</translation>
    </message>
    <message>
        <source>The file is damaged or was edited by hand. Get it again from where the model came from.</source>
        <translation>文件已损坏或被手动改过。请从模型来源重新获取。</translation>
    </message>
    <message>
        <source>{path} needs something that Timbre cannot do exactly: {what}.</source>
        <translation>{path} 需要 Timbre 无法精确实现的功能：{what}。</translation>
    </message>
    <message>
        <source>Nothing was guessed. Choose a model with a BPE tokenizer (byte-level, SentencePiece or tiktoken).</source>
        <translation>没有做任何猜测。请选择使用 BPE 分词器（字节级、SentencePiece 或 tiktoken）的模型。</translation>
    </message>
    <message>
        <source>{path} has a regular expression that cannot be used ({pattern}): {reason}.</source>
        <translation>{path} 中有无法使用的正则表达式（{pattern}）：{reason}。</translation>
    </message>
    <message>
        <source>Tokenizing was stopped because it would take too much time or memory ({what}).</source>
        <translation>分词已停止，因为会耗费过多时间或内存（{what}）。</translation>
    </message>
    <message>
        <source>Split the text into smaller parts. If this happens with ordinary text, the tokenizer file is damaged or hostile.</source>
        <translation>请把文本拆成较小的部分。若普通文本也出现此问题，则分词器文件已损坏或带有恶意。</translation>
    </message>
    <message>
        <source>Token id {id} is not in the tokenizer&apos;s vocabulary, whose ids are below {limit}.</source>
        <translation>词元编号 {id} 不在分词器的词表中，其编号都小于 {limit}。</translation>
    </message>
    <message>
        <source>Check that the ids were made with this tokenizer.</source>
        <translation>请确认这些编号是用这个分词器得到的。</translation>
    </message>
    <message>
        <source>The tokenizer cannot be trained: {reason}.</source>
        <translation>无法训练分词器：{reason}。</translation>
    </message>
    <message>
        <source>Give more text, or choose another number of entries.</source>
        <translation>请提供更多文本，或更改词表大小。</translation>
    </message>
    <message>
        <source>The chat template is not valid at line {line}, column {column}: {reason}.</source>
        <translation>聊天模板第 {line} 行第 {column} 列无效：{reason}。</translation>
    </message>
    <message>
        <source>Use the template that belongs to the model, or correct that place.</source>
        <translation>请使用模型自带的模板，或改正该处。</translation>
    </message>
    <message>
        <source>The chat template uses {what}, which Timbre does not support.</source>
        <translation>聊天模板用到了 {what}，Timbre 不支持。</translation>
    </message>
    <message>
        <source>Choose another template for this model, or rewrite that part.</source>
        <translation>请为此模型另选模板，或改写该部分。</translation>
    </message>
    <message>
        <source>The chat template has {size} bytes; at most {limit} are accepted.</source>
        <translation>聊天模板有 {size} 字节；最多接受 {limit} 字节。</translation>
    </message>
    <message>
        <source>Check that this is a chat template.</source>
        <translation>请确认这是聊天模板。</translation>
    </message>
    <message>
        <source>The chat template refuses this conversation: {message}</source>
        <translation>聊天模板拒绝此对话：{message}</translation>
    </message>
    <message>
        <source>Change the conversation as the message asks, or choose another template.</source>
        <translation>请按提示修改对话，或换一个模板。</translation>
    </message>
    <message>
        <source>The chat template uses “{what}”, which this conversation does not have (template line {line}).</source>
        <translation>聊天模板用到了“{what}”，而此对话没有（模板第 {line} 行）。</translation>
    </message>
    <message>
        <source>Give the conversation what the template asks for, or choose another template.</source>
        <translation>请补上模板所需的内容，或换一个模板。</translation>
    </message>
    <message>
        <source>The chat template failed at line {line}: {reason}.</source>
        <translation>聊天模板在第 {line} 行出错：{reason}。</translation>
    </message>
    <message>
        <source>Check that messages have the form this template expects, or choose another template.</source>
        <translation>请确认消息格式符合此模板，或换一个模板。</translation>
    </message>
    <message>
        <source>The chat template was stopped: it exceeds the limit on {which}.</source>
        <translation>聊天模板已停止：超出了{which}的上限。</translation>
    </message>
    <message>
        <source>A template this expensive is refused to protect the program. Use the template that belongs to the model.</source>
        <translation>为保护程序，拒绝开销过大的模板。请使用模型自带的模板。</translation>
    </message>
    <message>
        <source>{path} has no chat template, and its vocabulary lacks the ChatML tokens.</source>
        <translation>{path} 没有聊天模板，词表中也没有 ChatML 词元。</translation>
    </message>
    <message>
        <source>The answer in message {message} cannot be found in the rendered template, so no loss mask can be made for it.</source>
        <translation>在渲染后的模板中找不到第 {message} 条消息的回答，无法制作损失掩码。</translation>
    </message>
    <message>
        <source>Use a template with generation marks, or train on all tokens.</source>
        <translation>请使用带生成标记的模板，或训练全部词元。</translation>
    </message>
    <message>
        <source>This is not a conversation: {reason}.</source>
        <translation>这不是对话：{reason}。</translation>
    </message>
    <message>
        <source>A conversation has a list “messages” whose entries have a role.</source>
        <translation>对话含有列表“messages”，其中每项都有角色。</translation>
    </message>
    <message>
        <source>There is no project in {path}.</source>
        <translation>{path} 中没有项目。</translation>
    </message>
    <message>
        <source>The folder may have been moved or its disk unplugged. Remove it from the list, or plug the disk in.</source>
        <translation>文件夹可能已移动，或所在磁盘已拔出。请从列表中移除，或接上磁盘。</translation>
    </message>
    <message>
        <source>{path} is not a Timbre project.</source>
        <translation>{path} 不是 Timbre 项目。</translation>
    </message>
    <message>
        <source>Choose a folder that holds a project.timbre made by this program.</source>
        <translation>请选择含有由本程序创建的 project.timbre 的文件夹。</translation>
    </message>
    <message>
        <source>{path} holds a project or other files already.</source>
        <translation>{path} 中已有项目或其他文件。</translation>
    </message>
    <message>
        <source>Choose a new or empty folder.</source>
        <translation>请选择新的或空的文件夹。</translation>
    </message>
    <message>
        <source>{path} is open in another window (process {pid} on {host}); here it can only be read.</source>
        <translation>{path} 已在另一个窗口中打开（{host} 上的进程 {pid}）；此处只能读取。</translation>
    </message>
    <message>
        <source>Close the other window to edit it here.</source>
        <translation>关闭另一个窗口后即可在此编辑。</translation>
    </message>
    <message>
        <source>{path} was written by a newer version of Timbre (file version {version}); here it can only be read.</source>
        <translation>{path} 由更新版本的 Timbre 写成（文件版本 {version}）；此处只能读取。</translation>
    </message>
    <message>
        <source>Update Timbre to edit it.</source>
        <translation>更新 Timbre 后即可编辑。</translation>
    </message>
    <message>
        <source>{path} is damaged. {reason}</source>
        <translation>{path} 已损坏。{reason}</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); the project is open for reading only.</source>
        <translation>无法写入 {path}（{reason}）；项目以只读方式打开。</translation>
    </message>
    <message>
        <source>Check the permissions of the folder and its disk.</source>
        <translation>请检查文件夹及其磁盘的权限。</translation>
    </message>
    <message>
        <source>{path} is no probe file that this version reads: {reason}.</source>
        <translation>{path} 不是此版本能读取的探针文件：{reason}。</translation>
    </message>
    <message>
        <source>Restore the file that came with Timbre.</source>
        <translation>请恢复 Timbre 自带的文件。</translation>
    </message>
    <message>
        <source>{path} has no “figures begin” and “figures end” lines to write between.</source>
        <translation>{path} 中没有可供写入的“figures begin”和“figures end”行。</translation>
    </message>
    <message>
        <source>Restore the card from resources/starter/model_card.md.</source>
        <translation>请从 resources/starter/model_card.md 恢复模型卡。</translation>
    </message>
    <message>
        <source>The run in {path} is being worked on by process {pid}.</source>
        <translation>{path} 中的训练正由进程 {pid} 处理。</translation>
    </message>
    <message>
        <source>Wait for it or stop it first.</source>
        <translation>请等它结束，或先停止它。</translation>
    </message>
    <message>
        <source>“{address}” is not a web address that can be used.</source>
        <translation>“{address}”不是可用的网址。</translation>
    </message>
    <message>
        <source>It must start with https:// and name a host, without a user name.</source>
        <translation>网址须以 https:// 开头并写明主机，不能带用户名。</translation>
    </message>
    <message>
        <source>{host} would be asked without encryption.</source>
        <translation>这样会以未加密的方式访问 {host}。</translation>
    </message>
    <message>
        <source>Only https addresses are used. Nothing was sent.</source>
        <translation>只使用 https 网址。没有发送任何内容。</translation>
    </message>
    <message>
        <source>The proxy {proxy} cannot be used.</source>
        <translation>无法使用代理 {proxy}。</translation>
    </message>
    <message>
        <source>Timbre speaks with HTTP proxies (http://host:port). Change https_proxy, or put the host into no_proxy.</source>
        <translation>Timbre 支持 HTTP 代理（http://主机:端口）。请修改 https_proxy，或把该主机写入 no_proxy。</translation>
    </message>
    <message>
        <source>{host} could not be reached.</source>
        <translation>无法连接 {host}。</translation>
    </message>
    <message>
        <source>Check the network connection, a proxy and the firewall, or choose a file that is on this computer.</source>
        <translation>请检查网络连接、代理和防火墙，或选择本机上已有的文件。</translation>
    </message>
    <message>
        <source>The connection to {host} is not trusted: its certificate could not be verified.</source>
        <translation>与 {host} 的连接不可信：无法验证其证书。</translation>
    </message>
    <message>
        <source>Check this computer&apos;s clock and its certificates. A proxy that opens connections must be known to the system.</source>
        <translation>请检查本机的时钟和证书。会解开连接的代理须由系统信任。</translation>
    </message>
    <message>
        <source>{host} did not answer in time.</source>
        <translation>{host} 没有及时响应。</translation>
    </message>
    <message>
        <source>Try again: what was received is kept and the download goes on from there.</source>
        <translation>请重试：已收到的内容会保留，下载从那里继续。</translation>
    </message>
    <message>
        <source>The connection to {host} ended after {done} of {size} bytes.</source>
        <translation>与 {host} 的连接在收到 {done} / {size} 字节后中断。</translation>
    </message>
    <message>
        <source>{host} refused the file (status {status}).</source>
        <translation>{host} 拒绝提供该文件（状态 {status}）。</translation>
    </message>
    <message>
        <source>The file may have moved. Choose a file that is on this computer.</source>
        <translation>文件可能已移走。请选择本机上已有的文件。</translation>
    </message>
    <message>
        <source>{host} passes the request on without end.</source>
        <translation>{host} 把请求不停地转向别处。</translation>
    </message>
    <message>
        <source>Nothing was kept. Try again later, or choose a file that is on this computer.</source>
        <translation>没有保留任何内容。请稍后重试，或选择本机上已有的文件。</translation>
    </message>
    <message>
        <source>{host} passes the request on to an address without encryption.</source>
        <translation>{host} 把请求转向未加密的网址。</translation>
    </message>
    <message>
        <source>That was refused. Check whether a proxy or a login page stands between.</source>
        <translation>已拒绝。请检查中间是否有代理或登录页面。</translation>
    </message>
    <message>
        <source>{host} offers a file of {offered} bytes instead of {size}.</source>
        <translation>{host} 提供的文件有 {offered} 字节，而不是 {size} 字节。</translation>
    </message>
    <message>
        <source>Nothing was kept: it is not the published file. Check whether a proxy or a login page stands between.</source>
        <translation>没有保留任何内容：它不是公开发布的文件。请检查中间是否有代理或登录页面。</translation>
    </message>
    <message>
        <source>It was deleted. Check whether a proxy stands between, and try again.</source>
        <translation>已删除该文件。请检查中间是否有代理，然后重试。</translation>
    </message>
    <message>
        <source>{path} is being downloaded by another window.</source>
        <translation>另一个窗口正在下载 {path}。</translation>
    </message>
    <message>
        <source>Wait until it has ended.</source>
        <translation>请等它结束。</translation>
    </message>
    <message>
        <source>{path} is not the published rank file of {encoding}: its SHA-256 is another one.</source>
        <translation>{path} 不是公开发布的 {encoding} 排名文件：SHA-256 不一致。</translation>
    </message>
    <message>
        <source>Choose the file that the service publishes, or download it.</source>
        <translation>请选择服务方公开发布的文件，或下载它。</translation>
    </message>
    <message>
        <source>{path} is not a table of rank files ({reason}).</source>
        <translation>{path} 不是排名文件的清单（{reason}）。</translation>
    </message>
    <message>
        <source>The file belongs to Timbre and was changed. Install Timbre again.</source>
        <translation>该文件属于 Timbre，但被改动过。请重新安装 Timbre。</translation>
    </message>
    <message>
        <source>No NVIDIA driver was found.</source>
        <translation>未找到 NVIDIA 驱动。</translation>
    </message>
    <message>
        <source>The loss of step {step} is {loss}; it was {usual} before.</source>
        <translation>第 {step} 步的损失为 {loss}，此前约为 {usual}。</translation>
    </message>
    <message>
        <source>Look at the rows of that step if it happens again.</source>
        <translation>如果再次出现，请查看这一步的行。</translation>
    </message>
    <message>
        <source>Not verified: only {count} prompts could be compared, {least} are needed.</source>
        <translation>未通过验证：只能比较 {count} 条提示，至少需要 {least} 条。</translation>
    </message>
    <message>
        <source>The model&apos;s context is too short for the others.</source>
        <translation>模型的上下文长度容不下其余提示。</translation>
    </message>
    <message>
        <source>{host} sends a longer answer than such a question has.</source>
        <translation>{host} 的回应比这类请求应有的更长。</translation>
    </message>
    <message>
        <source>Check whether a proxy or a login page stands between.</source>
        <translation>请检查中间是否有代理或登录页面。</translation>
    </message>
    <message>
        <source>“{name}” is not the name of a model on a hub.</source>
        <translation>“{name}”不是模型中心上的模型名称。</translation>
    </message>
    <message>
        <source>Write it as organisation/name, or paste the address of its page.</source>
        <translation>请写成“组织/名称”，或粘贴其页面地址。</translation>
    </message>
    <message>
        <source>The hub has no model {name} with the revision {revision}.</source>
        <translation>模型中心没有版本为 {revision} 的模型 {name}。</translation>
    </message>
    <message>
        <source>Compare the name with its page, capital letters included.</source>
        <translation>请与其页面核对名称，注意大小写。</translation>
    </message>
    <message>
        <source>The hub does not give {name} to everybody.</source>
        <translation>模型中心不向所有人提供 {name}。</translation>
    </message>
    <message>
        <source>Accept its licence on its page, then start Timbre with your access token in HF_TOKEN. The name may also be wrong.</source>
        <translation>请在其页面上接受许可协议，然后将访问令牌放入 HF_TOKEN 再启动 Timbre。也可能是名称有误。</translation>
    </message>
    <message>
        <source>The hub&apos;s answer about {name} cannot be read.</source>
        <translation>无法读取模型中心关于 {name} 的回应。</translation>
    </message>
    <message>
        <source>Check HF_ENDPOINT, and whether a proxy or a login page stands between.</source>
        <translation>请检查 HF_ENDPOINT，以及中间是否有代理或登录页面。</translation>
    </message>
    <message>
        <source>Choose a folder that holds model.safetensors or pytorch_model.bin, or their shards with the index file.</source>
        <translation>请选择含有 model.safetensors 或 pytorch_model.bin（或其分片及索引文件）的文件夹。</translation>
    </message>
    <message>
        <source>{path} asks for {name}, which a plain list of tensors does not need. Such a file can run a program when it is opened, so it is refused.</source>
        <translation>{path} 要求使用 {name}，而单纯的张量列表并不需要它。打开这种文件可能会运行程序，因此拒绝。</translation>
    </message>
    <message>
        <source>{path} uses the pickle instruction {opcode} at byte {position}, which a plain list of tensors does not need, so it is refused.</source>
        <translation>{path} 在第 {position} 字节使用了 pickle 指令 {opcode}，而单纯的张量列表并不需要它，因此拒绝。</translation>
    </message>
    <message>
        <source>The list of tensors in {path} cannot be read as a pickle (byte {position}).</source>
        <translation>{path} 中的张量列表无法按 pickle 读取（第 {position} 字节）。</translation>
    </message>
    <message>
        <source>The list of tensors in {path} is larger than the limit of {limit}.</source>
        <translation>{path} 中的张量列表超过了 {limit} 的上限。</translation>
    </message>
    <message>
        <source>{path} is not a plain dictionary of tensors (“{key}” is something else).</source>
        <translation>{path} 不是单纯的张量字典（“{key}”不是张量）。</translation>
    </message>
    <message>
        <source>It is probably a training checkpoint. Save the weights alone, best as safetensors, with the tool that made it.</source>
        <translation>它可能是训练检查点。请用生成它的工具单独保存权重，最好存为 safetensors。</translation>
    </message>
    <message>
        <source>{path} is not an intact file in the zip format of PyTorch.</source>
        <translation>{path} 不是完好的 PyTorch zip 格式文件。</translation>
    </message>
    <message>
        <source>{path} holds “{name}” compressed or encrypted; PyTorch stores its files plainly.</source>
        <translation>{path} 中的“{name}”经过压缩或加密；PyTorch 是原样存储的。</translation>
    </message>
    <message>
        <source>{path} is in the format that PyTorch used before version 1.6, which is not read here.</source>
        <translation>{path} 采用 PyTorch 1.6 之前的格式，此处不读取。</translation>
    </message>
    <message>
        <source>{path} was written on a machine with the other byte order.</source>
        <translation>{path} 是在字节序相反的机器上写成的。</translation>
    </message>
    <message>
        <source>{path} does not hold the values of the tensor “{name}”.</source>
        <translation>{path} 不含张量“{name}”的数值。</translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} reaches beyond the values that the file holds for it.</source>
        <translation>{path} 的张量“{name}”超出了文件为其保存的数值范围。</translation>
    </message>
    <message>
        <source>{path} holds the tensor “{name}” twice.</source>
        <translation>{path} 中张量“{name}”出现了两次。</translation>
    </message>
    <message>
        <source>{path} names a weight file that is not a plain file name of its format: “{file}”.</source>
        <translation>{path} 指定的权重文件不是该格式的普通文件名：“{file}”。</translation>
    </message>
    <message>
        <source>The disk is full: {path} could not be written.</source>
        <translation>磁盘已满：无法写入 {path}。</translation>
    </message>
    <message>
        <source>{path} holds files that are not an export; they are not replaced.</source>
        <translation>{path} 中有并非导出产生的文件，不会替换。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <source>In {rows} rows the chat template writes an answer or what comes before it otherwise once the conversation goes on (first in line {first}); such answers are trained as they stand in the whole row.</source>
        <translation>有 {rows} 行，对话继续之后聊天模板会以不同方式书写某个回答或它之前的内容（首见于第 {first} 行）；这类回答按其在整行中的样子参与训练。</translation>
    </message>
    <message>
        <source>To train every answer after the very text that a chat asks it with, set train_on to last, or use a template with generation marks.</source>
        <translation>若要让每个回答都接在聊天时的原样提示之后训练，把 train_on 设为 last，或使用带生成标记的模板。</translation>
    </message>
    <message>
        <source>“{key}” cannot be “{value}”; did you mean “{nearest}”?</source>
        <translation>“{key}”不能是“{value}”；是否指“{nearest}”？</translation>
    </message>
    <message>
        <source>Correct the value; `timbre-cli recipe list` names all of them.</source>
        <translation>更正该值；`timbre-cli recipe list` 列出全部可选值。</translation>
    </message>
    <message>
        <source>Choose a built-in template with the recipe key chat_template (its tokens suggest “{suggestion}”), choose a chat model, or add a chat_template.jinja to the folder.</source>
        <translation>用配方键 chat_template 选择内置模板（按其词元推荐“{suggestion}”），或换用聊天模型，或在文件夹中加入 chat_template.jinja。</translation>
    </message>
    <message>
        <source>There is no built-in chat template “{name}”.</source>
        <translation>没有名为“{name}”的内置聊天模板。</translation>
    </message>
    <message>
        <source>`timbre-cli recipe list` names them all.</source>
        <translation>`timbre-cli recipe list` 列出全部名称。</translation>
    </message>
    <message>
        <source>With the chat template “{name}” {path} could never end an answer: “{mark}” is not one token of its vocabulary.</source>
        <translation>使用聊天模板“{name}”时，{path} 永远无法结束回答：“{mark}”不是其词表中的单个词元。</translation>
    </message>
    <message>
        <source>Choose a template that ends a turn with a token of the model.</source>
        <translation>选择以该模型自有词元结束轮次的模板。</translation>
    </message>
    <message>
        <source>HF_HUB_OFFLINE is set, so no hub is asked.</source>
        <translation>已设置 HF_HUB_OFFLINE，因此不会询问任何模型中心。</translation>
    </message>
    <message>
        <source>Start Timbre without it, or choose a folder that is on this computer.</source>
        <translation>不带该变量启动 Timbre，或选择这台计算机上的文件夹。</translation>
    </message>
    <message>
        <source>The adapter {path} has grown the vocabulary from {base} to {rows} tokens, but no tokenizer lies beside it.</source>
        <translation>适配器 {path} 把词表从 {base} 个词元扩展到了 {rows} 个，但旁边没有分词器。</translation>
    </message>
    <message>
        <source>Put the tokenizer that it was trained with (tokenizer.json, tokenizer_config.json) into the adapter&apos;s folder.</source>
        <translation>把训练时使用的分词器（tokenizer.json、tokenizer_config.json）放进适配器的文件夹。</translation>
    </message>
    <message>
        <source>The tokenizer beside the adapter {path} has {tokens} tokens, but base and adapter have rows for {rows} only.</source>
        <translation>适配器 {path} 旁边的分词器有 {tokens} 个词元，而基础模型与适配器只有 {rows} 行。</translation>
    </message>
    <message>
        <source>Choose the base model that the adapter was trained on, or put the tokenizer that it was trained with into its folder.</source>
        <translation>请选择训练该适配器所用的基础模型，或把训练时使用的分词器放进它的文件夹。</translation>
    </message>
    <message>
        <source>The file {file} was added to the base model in {path} since the run was started.</source>
        <translation>训练开始后，{path} 里的基础模型多了文件 {file}。</translation>
    </message>
    <message>
        <source>It may change what is read; take it away, or start a new run.</source>
        <translation>它可能改变读取的内容；请移走该文件，或开始新的训练。</translation>
    </message>
    <message>
        <source>A full fine-tuning cannot begin from the adapter {path}.</source>
        <translation>全量微调不能从适配器 {path} 开始。</translation>
    </message>
    <message>
        <source>Choose LoRA as the method, or merge the adapter first and train the merged model.</source>
        <translation>请把方法改为 LoRA，或先合并适配器，再训练合并后的模型。</translation>
    </message>
    <message>
        <source>No model was found in {path}.</source>
        <translation>在 {path} 中没有找到模型。</translation>
    </message>
    <message>
        <source>Choose a folder that holds config.json, or one at most four levels above it.</source>
        <translation>请选择含有 config.json 的文件夹，或其上最多四级的文件夹。</translation>
    </message>
    <message>
        <source>{path} is an adapter, not a model.</source>
        <translation>{path} 是适配器，不是模型。</translation>
    </message>
    <message>
        <source>{path} holds weights, but no config.json.</source>
        <translation>{path} 中有权重，但没有 config.json。</translation>
    </message>
    <message>
        <source>{file} in {path} is a link to a file that is not there.</source>
        <translation>{path} 中的 {file} 是一个链接，它指向的文件不存在。</translation>
    </message>
    <message>
        <source>{host} cannot serve the request at the moment (status {status}).</source>
        <translation>{host} 暂时无法处理请求（状态 {status}）。</translation>
    </message>
    <message>
        <source>Try again in some minutes: what was received is kept.</source>
        <translation>请过几分钟再试：已收到的内容会保留。</translation>
    </message>
    <message>
        <source>{name} was downloaded before and lies in {path}.</source>
        <translation>{name} 已经下载过，位于 {path}。</translation>
    </message>
    <message>
        <source>Choose it in the list under “Downloaded by Timbre”.</source>
        <translation>请在列表的“由 Timbre 下载”下选择它。</translation>
    </message>
    <message>
        <source>What {host} sent is not the published file: its checksum is another one.</source>
        <translation>{host} 发来的不是公开发布的文件：校验和不一致。</translation>
    </message>
    <message>
        <source>{path} is said to have tied embeddings (tie_word_embeddings), but its {name} is another matrix than the embedding.</source>
        <translation>{path} 声明共享词嵌入（tie_word_embeddings），但其中的 {name} 与词嵌入不是同一个矩阵。</translation>
    </message>
    <message>
        <source>Set tie_word_embeddings in config.json to false if the head is meant.</source>
        <translation>如果要使用输出层的权重，请把 config.json 中的 tie_word_embeddings 设为 false。</translation>
    </message>
    <message>
        <source>The adapter {path} holds tensors for {name}, which its adapter_config.json does not aim at; PEFT would leave them out.</source>
        <translation>适配器 {path} 含有 {name} 的张量，但其 adapter_config.json 并未指向该模块；PEFT 会忽略这些张量。</translation>
    </message>
    <message>
        <source>Name the module in target_modules, or get the adapter as it was saved.</source>
        <translation>请在 target_modules 中写上该模块，或重新获取保存时的适配器。</translation>
    </message>
    <message>
        <source>Choose a model without that option; Timbre does not compute it, and without it the answers would be others.</source>
        <translation>请选择不含该选项的模型；Timbre 不支持该选项，而忽略它会得到不同的回答。</translation>
    </message>
    <message>
        <source>The architecture {what} in {path} is not one that Timbre computes.</source>
        <translation>{path} 中的架构 {what} 不在 Timbre 支持之列。</translation>
    </message>
    <message>
        <source>Choose a model of one of these families: Llama, Mistral, Qwen, InternLM2, ChatGLM, GPT-2, Gemma, Phi-3.</source>
        <translation>请选择以下系列之一的模型：Llama、Mistral、Qwen、InternLM2、ChatGLM、GPT-2、Gemma、Phi-3。</translation>
    </message>
    <message>
        <source>The weights of {path} are quantised ({method}); Timbre computes with weights that are not.</source>
        <translation>{path} 的权重已量化（{method}）；Timbre 只使用未量化的权重。</translation>
    </message>
    <message>
        <source>Choose the model that it was made from, with weights in float32, float16 or bfloat16.</source>
        <translation>请选择量化前的原始模型，其权重为 float32、float16 或 bfloat16。</translation>
    </message>
    <message>
        <source>{path} lacks {count} of the {of} files that hold its weights; the first one missing is {file}.</source>
        <translation>{path} 的 {of} 个权重文件中缺少 {count} 个，首个缺少的是 {file}。</translation>
    </message>
    <message>
        <source>Message {message} has a part that is no text ({detail}): models are not shown it here.</source>
        <translation>消息 {message} 中有一部分不是文本（{detail}）：这里的模型看不到它。</translation>
    </message>
    <message>
        <source>Remove it, or keep it for a hosted training that reads it.</source>
        <translation>请删除它；如果托管训练会用到，也可以保留。</translation>
    </message>
    <message>
        <source>The recipe was written by a newer version of Timbre (file version {version}).</source>
        <translation>该配方由更新版本的 Timbre 写成（文件版本 {version}）。</translation>
    </message>
    <message>
        <source>Update Timbre, or write the recipe anew.</source>
        <translation>请更新 Timbre，或重新编写该配方。</translation>
    </message>
    <message>
        <source>There is not enough memory.</source>
        <translation>内存不足。</translation>
    </message>
    <message>
        <source>There is not enough memory: {needed} bytes are needed and {free} are free.</source>
        <translation>内存不足：需要 {needed} 字节，可用 {free} 字节。</translation>
    </message>
    <message>
        <source>Choose its base model. The adapter goes beside it in a chat, and a run can begin from it.</source>
        <translation>请选择它的基础模型。对话时可与基础模型一同加载该适配器，训练也可以从它开始。</translation>
    </message>
    <message>
        <source>{path} holds its weights only as {file}, in the form of another program.</source>
        <translation>{path} 中的权重只有 {file}，这是其他程序的格式。</translation>
    </message>
    <message>
        <source>Choose the model&apos;s folder in Hugging Face format: config.json with model.safetensors or pytorch_model.bin.</source>
        <translation>请选择 Hugging Face 格式的模型文件夹：其中有 config.json，以及 model.safetensors 或 pytorch_model.bin。</translation>
    </message>
</context>
<context>
    <name>HubErrors</name>
    <message>
        <source>%1: %2</source>
        <extracomment>A file&apos;s name, and what went wrong with it</extracomment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>Adapted layers</source>
        <translation>适配的层</translation>
    </message>
    <message>
        <source>The linear layers that get an adapter; &quot;all-linear&quot; takes every one except the output head.</source>
        <translation>加上适配器的线性层；&quot;all-linear&quot; 表示除输出层外的全部线性层。</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>“lora” trains a small adapter beside frozen weights; “full” changes every weight and needs several times the memory.</source>
        <translation>“lora”在冻结的权重旁训练一个小适配器；“full”改动全部权重，所需内存是数倍。</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Size of the adapter; a higher rank can learn more and takes more memory.</source>
        <translation>适配器的大小；秩越高学得越多，占用内存也越多。</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>How strongly the adapter counts; its output is multiplied by alpha / rank.</source>
        <translation>适配器的作用强度；其输出乘以 alpha / 秩。</translation>
    </message>
    <message>
        <source>Adapter dropout</source>
        <translation>适配器丢弃率</translation>
    </message>
    <message>
        <source>Share of the adapter&apos;s inputs switched off at random in training; helps against learning rows by heart.</source>
        <translation>训练时随机关闭的适配器输入比例；有助于避免死记各行。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of each step; too low and the voice does not take, too high and the model breaks.</source>
        <translation>每一步的大小；过低学不会声音，过高会损坏模型。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>How the learning rate falls during the run.</source>
        <translation>训练过程中学习率如何下降。</translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation>预热步数</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0; 0 takes the warm-up share instead.</source>
        <translation>学习率从 0 上升的步数；0 表示改用预热比例。</translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation>预热比例</translation>
    </message>
    <message>
        <source>Share of all steps in which the learning rate rises from 0.</source>
        <translation>学习率从 0 上升所占的步数比例。</translation>
    </message>
    <message>
        <source>Flat share</source>
        <translation>平稳比例</translation>
    </message>
    <message>
        <source>With flat-cosine: share of all steps at the full rate between warm-up and cosine.</source>
        <translation>用于 flat-cosine：预热与余弦之间保持全学习率的步数比例。</translation>
    </message>
    <message>
        <source>Final rate</source>
        <translation>最终学习率</translation>
    </message>
    <message>
        <source>With cosine and flat-cosine: the last learning rate as a share of the full one.</source>
        <translation>用于 cosine 和 flat-cosine：最后的学习率占全学习率的比例。</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>How often every row is seen; more epochs learn the rows better and forget more of the rest.</source>
        <translation>每一行被看到的次数；轮数越多，行学得越牢，其他内容忘得越多。</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Number of optimizer steps; 0 takes the epochs instead.</source>
        <translation>优化器步数；0 表示按轮数计算。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批量</translation>
    </message>
    <message>
        <source>Rows (or packs of rows) that are computed at once; memory grows with it.</source>
        <translation>一次计算的行（或行包）数；内存随之增长。</translation>
    </message>
    <message>
        <source>Tokens per batch</source>
        <translation>每批词元数</translation>
    </message>
    <message>
        <source>Groups rows of near-equal length up to this many tokens, padding included; 0 takes the batch size instead.</source>
        <translation>把长度相近的行合为一批，含填充不超过此词元数；0 表示按批量计算。</translation>
    </message>
    <message>
        <source>Gradient accumulation</source>
        <translation>梯度累积</translation>
    </message>
    <message>
        <source>Batches that are added up before each optimizer step; a larger effective batch without more memory.</source>
        <translation>每个优化器步累加的批次数；不增加内存而扩大有效批量。</translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation>梯度上限</translation>
    </message>
    <message>
        <source>Longer gradients are scaled down to this length; 0 switches the limit off.</source>
        <translation>超过此长度的梯度会被缩小；0 表示不设上限。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Pulls weights towards 0 at every step; norms and biases are spared.</source>
        <translation>每一步把权重拉向 0；归一化层和偏置除外。</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>How long AdamW remembers the gradient.</source>
        <translation>AdamW 记住梯度的时长。</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>How long AdamW remembers the size of the gradient.</source>
        <translation>AdamW 记住梯度大小的时长。</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>Epsilon</translation>
    </message>
    <message>
        <source>Keeps AdamW from dividing by 0.</source>
        <translation>避免 AdamW 除以 0。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Decides every random choice of the run; the same seed on the same machine gives the same model.</source>
        <translation>决定训练中的每个随机选择；同一机器上相同种子得到相同模型。</translation>
    </message>
    <message>
        <source>Length limit</source>
        <translation>长度上限</translation>
    </message>
    <message>
        <source>Rows with more tokens lose their end, which is reported; memory grows with the longest row.</source>
        <translation>词元更多的行会失去结尾，并会报告；内存随最长的行增长。</translation>
    </message>
    <message>
        <source>Packing</source>
        <translation>打包</translation>
    </message>
    <message>
        <source>Puts several short rows into one sequence without letting them see each other; faster on many rows.</source>
        <translation>把几个短行放进同一序列而互不可见；行多时更快。</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>打乱</translation>
    </message>
    <message>
        <source>Takes the rows in a new random order in each epoch.</source>
        <translation>每轮以新的随机顺序取行。</translation>
    </message>
    <message>
        <source>Train on</source>
        <translation>学习范围</translation>
    </message>
    <message>
        <source>Which tokens the model is taught: the answers, everything, or only the last answer.</source>
        <translation>模型学习哪些词元：回答、全部，或仅最后一个回答。</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>验证比例</translation>
    </message>
    <message>
        <source>Share of the rows that is not trained on but measured, to see whether the model learns or memorises.</source>
        <translation>不参与训练而用于测量的行的比例，看模型是学会了还是在死记。</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>Steps between checkpoints; 0 makes one at the end of each epoch.</source>
        <translation>检查点之间的步数；0 表示每轮结束时保存一个。</translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation>保留的检查点</translation>
    </message>
    <message>
        <source>The newest checkpoints that stay on disk; the best one is kept besides.</source>
        <translation>磁盘上保留的最新检查点数；最佳检查点另外保留。</translation>
    </message>
    <message>
        <source>Number format</source>
        <translation>数值格式</translation>
    </message>
    <message>
        <source>“auto” is fp32 for small models and, above 100 M parameters, what this machine computes faster; bf16 halves the memory of the weights.</source>
        <translation>“auto”对小模型用 fp32，超过 100 M 参数时用本机算得更快的一种；bf16 使权重内存减半。</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>聊天模板</translation>
    </message>
    <message>
        <source>How a conversation becomes text: “auto” takes the model&apos;s own form, a name a built-in one, for models that bring none; chats with the run and its export use it too.</source>
        <translation>对话如何变成文本：“auto”采用模型自带的格式，写名称则采用内置格式，供没有模板的模型使用；与此训练记录的聊天及其导出也用它。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ActionRegistry</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation>数据集(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>训练(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>timbre::ui::BulkBar</name>
    <message>
        <source>Selected rows</source>
        <translation>所选行</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::BulkPanel</name>
    <message>
        <source>Selected rows</source>
        <translation>所选行</translation>
    </message>
    <message>
        <source>End the selection</source>
        <translation>结束选择</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Add tags</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Tag, then Enter</source>
        <translation>输入标签后按 Enter</translation>
    </message>
    <message>
        <source>New tag</source>
        <translation>新标签</translation>
    </message>
    <message>
        <source>Clean text</source>
        <translation>清理文字</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n different values now: %1.</source>
        <translation>
            <numerusform>目前有 %n 种不同的值：%1。</numerusform>
        </translation>
    </message>
    <message>
        <source>None of these rows has one now.</source>
        <translation>这些行目前都没有。</translation>
    </message>
    <message>
        <source>The same in all of these rows now.</source>
        <translation>这些行目前都相同。</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>目前：%1</translation>
    </message>
    <message>
        <source>%1 train</source>
        <translation>%1 训练</translation>
    </message>
    <message>
        <source>%1 validation</source>
        <translation>%1 验证</translation>
    </message>
    <message>
        <source>%1 auto</source>
        <translation>%1 自动</translation>
    </message>
    <message>
        <source>Mixed now: %1.</source>
        <translation>目前混合：%1。</translation>
    </message>
    <message>
        <source>Remove tag %1</source>
        <translation>移除标签 %1</translation>
    </message>
    <message numerus="yes">
        <source>Edit %n row(s)</source>
        <translation>
            <numerusform>编辑 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply to %n row(s)</source>
        <translation>
            <numerusform>应用到 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Up to %n row(s) will change</source>
        <translation>
            <numerusform>最多 %n 行会改变</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is ticked</source>
        <translation>没有勾选任何项</translation>
    </message>
    <message>
        <source>%1 tokens now.</source>
        <translation>目前 %1 词元。</translation>
    </message>
    <message numerus="yes">
        <source>Each of the %n field(s) is one undo step.</source>
        <translation>
            <numerusform>%n 个字段各为一步撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>The change is one undo step.</source>
        <translation>此更改为一步撤销。</translation>
    </message>
    <message>
        <source>Tick the fields that shall be the same in all rows.</source>
        <translation>勾选要在所有行中统一的字段。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChartTableModel</name>
    <message>
        <source>not a number</source>
        <translation>非数值</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChartView</name>
    <message>
        <source>not a number</source>
        <translation>非数值</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChatPage</name>
    <message>
        <source>Answer copied</source>
        <translation>已复制回答</translation>
    </message>
    <message>
        <source>Two voices, one prompt</source>
        <translation>两种声音，同一问题</translation>
    </message>
    <message>
        <source>Sampling settings</source>
        <translation>采样设置</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在回答</translation>
    </message>
    <message>
        <source>best on validation</source>
        <translation>验证最佳</translation>
    </message>
    <message>
        <source>validation %1</source>
        <translation>验证 %1</translation>
    </message>
    <message>
        <source>, %1</source>
        <translation>，%1</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Choose a checkpoint first.</source>
        <translation>请先选择检查点。</translation>
    </message>
    <message>
        <source>No answer is being made.</source>
        <translation>没有正在生成的回答。</translation>
    </message>
    <message>
        <source>The chat is empty.</source>
        <translation>对话为空。</translation>
    </message>
    <message>
        <source>No checkpoint to talk to yet</source>
        <translation>还没有可对话的检查点</translation>
    </message>
    <message>
        <source>A run saves checkpoints while it trains. Each of them can be asked here, beside the base model.</source>
        <translation>训练时会保存检查点。每个检查点都可在此与基础模型一同提问。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Provenance copied</source>
        <translation>已复制来历</translation>
    </message>
    <message>
        <source>No checkpoint yet</source>
        <translation>还没有检查点</translation>
    </message>
    <message>
        <source>train one, or choose an adapter</source>
        <translation>训练一个，或选择适配器</translation>
    </message>
    <message>
        <source>adapter from a folder</source>
        <translation>来自文件夹的适配器</translation>
    </message>
    <message>
        <source>Adapter from a folder…</source>
        <translation>文件夹中的适配器…</translation>
    </message>
    <message>
        <source>Folder of an adapter</source>
        <translation>适配器所在文件夹</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChatPane</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>The base model answers here, without the adapter.</source>
        <translation>基础模型在此回答，不带适配器。</translation>
    </message>
    <message>
        <source>The chosen checkpoint answers here. Both get the same question, the same seed and the same settings.</source>
        <translation>所选检查点在此回答。两边使用相同的问题、种子和设置。</translation>
    </message>
    <message>
        <source>Checkpoint: %1</source>
        <translation>检查点：%1</translation>
    </message>
    <message>
        <source>From here: %1</source>
        <translation>从这里：%1</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>loading the model, %1</source>
        <translation>正在载入模型，%1</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>正在回答</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n 词元</numerusform>
        </translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>first after %1 s</source>
        <translation>%1 秒后首个词元</translation>
    </message>
    <message>
        <source>known when an answer was made</source>
        <translation>回答之后可知</translation>
    </message>
    <message>
        <source>base %1</source>
        <translation>基础 %1</translation>
    </message>
    <message>
        <source>adapter off</source>
        <translation>适配器关</translation>
    </message>
    <message>
        <source>adapter %1 ×%2</source>
        <translation>适配器 %1 ×%2</translation>
    </message>
    <message>
        <source>template %1</source>
        <translation>模板 %1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>种子 %1</translation>
    </message>
    <message>
        <source>Provenance: %1</source>
        <translation>来历：%1</translation>
    </message>
    <message>
        <source>Copy provenance</source>
        <translation>复制来历</translation>
    </message>
    <message>
        <source>Talk with %1</source>
        <translation>与 %1 的对话</translation>
    </message>
    <message>
        <source>A run saves checkpoints while it trains. Each of them can be asked here, beside the base model; so can an adapter from any folder.</source>
        <translation>训练过程中会保存检查点。每个检查点都可以在这里与基础模型一起提问；任意文件夹中的适配器也可以。</translation>
    </message>
    <message>
        <source>Ask again, with the next seed</source>
        <translation>用下一个种子重新提问</translation>
    </message>
</context>
<context>
    <name>timbre::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation>输入命令</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands and pages</source>
        <translation>命令与页面</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>run</source>
        <translation>执行</translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation>没有这个名称</translation>
    </message>
</context>
<context>
    <name>timbre::ui::CompareDialog</name>
    <message>
        <source>Two rows that say nearly the same</source>
        <translation>两行内容几乎相同</translation>
    </message>
    <message>
        <source>Keep both only if two answers to one question are meant.</source>
        <translation>只有确实要让一个问题有两种回答时才两行都保留。</translation>
    </message>
    <message>
        <source>Delete row %1</source>
        <translation>删除第 %1 行</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>都保留</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Composer</name>
    <message>
        <source>Ask both the same thing</source>
        <translation>向两边问同一件事</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>System prompt for both, sent before the first question</source>
        <translation>两边共用的系统提示词，在第一个问题之前发送</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop both</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>Ask the base model</source>
        <translation>向基础模型提问</translation>
    </message>
    <message>
        <source>System prompt, sent before the first question</source>
        <translation>系统提示词，在第一个问题之前发送</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ConversationPanel</name>
    <message>
        <source>Add system prompt</source>
        <translation>添加系统提示词</translation>
    </message>
    <message>
        <source>Edit as JSON</source>
        <translation>以 JSON 编辑</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Previous row</source>
        <translation>上一行</translation>
    </message>
    <message>
        <source>Next row</source>
        <translation>下一行</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>User turn</source>
        <translation>用户消息</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Row as JSON</source>
        <translation>行的 JSON</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 词元</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>参与训练</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>不训练</translation>
    </message>
    <message numerus="yes">
        <source>Show %n more message(s)</source>
        <translation>
            <numerusform>再显示 %n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>Preferred answer</source>
        <translation>较好的回答</translation>
    </message>
    <message>
        <source>Other answer</source>
        <translation>另一个回答</translation>
    </message>
    <message>
        <source>trained against</source>
        <translation>反向训练</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The row has more than 1 MB of text. Export it, edit the file and import it again.</source>
        <translation>此行文本超过 1 MB。请导出后编辑文件，再导入。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::CurveCard</name>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Values as a table</source>
        <translation>以表格查看数值</translation>
    </message>
    <message>
        <source>Save the values as CSV</source>
        <translation>把数值存为 CSV</translation>
    </message>
    <message>
        <source>Save the picture as PNG</source>
        <translation>把图存为 PNG</translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetPage</name>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>tokenizer %1</source>
        <translation>分词器 %1</translation>
    </message>
    <message>
        <source>No row matches the filter.</source>
        <translation>没有符合筛选的行。</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>It was opened to look at.</source>
        <translation>以只读方式打开以供查看。</translation>
    </message>
    <message>
        <source>This project is read-only</source>
        <translation>此项目为只读</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>One line</source>
        <translation>一行</translation>
    </message>
    <message>
        <source>Two lines</source>
        <translation>两行</translation>
    </message>
    <message>
        <source>Four lines</source>
        <translation>四行</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>The project is read-only</source>
        <translation>项目为只读</translation>
    </message>
    <message>
        <source>No row is selected</source>
        <translation>没有选择行</translation>
    </message>
    <message>
        <source>The dataset is empty</source>
        <translation>数据集为空</translation>
    </message>
    <message>
        <source>Rows can be moved in the dataset&apos;s own order only</source>
        <translation>只有按数据集自身顺序时才能移动行</translation>
    </message>
    <message>
        <source>There are no problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Edit cell</source>
        <translation>编辑单元格</translation>
    </message>
    <message>
        <source>Open conversation</source>
        <translation>打开对话</translation>
    </message>
    <message>
        <source>Name this system prompt…</source>
        <translation>为此系统提示词命名…</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) deleted</source>
        <translation>
            <numerusform>已删除 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The change was not saved and has been taken back. %1</source>
        <translation>更改未能保存，已撤回。%1</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>只读</translation>
    </message>
    <message numerus="yes">
        <source>Saving %n edit(s)</source>
        <translation>
            <numerusform>正在保存 %n 处编辑</numerusform>
        </translation>
    </message>
    <message>
        <source>All edits saved</source>
        <translation>所有编辑已保存</translation>
    </message>
    <message>
        <source>%1 of %2 rows selected</source>
        <translation>已选 %1 / %2 行</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 词元</translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) selected</source>
        <translation>
            <numerusform>已选 %n 个单元格</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 rows shown</source>
        <translation>显示 %1 / %2 行</translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) stood in an editor when Timbre ended last time</source>
        <translation>
            <numerusform>上次 Timbre 结束时，编辑器中有 %n 段文字</numerusform>
        </translation>
    </message>
    <message>
        <source>Restoring puts them into their cells; it can be undone.</source>
        <translation>恢复会把它们放入单元格；可以撤销。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>导入数据</translation>
    </message>
    <message>
        <source>Datasets (*.jsonl *.json *.ndjson *.txt)</source>
        <translation>数据集 (*.jsonl *.json *.ndjson *.txt)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Importing rows</source>
        <translation>正在导入行</translation>
    </message>
    <message>
        <source>Exporting rows</source>
        <translation>正在导出行</translation>
    </message>
    <message>
        <source>%1 was not imported</source>
        <translation>未导入 %1</translation>
    </message>
    <message>
        <source>No row was added; the dataset is as it was.</source>
        <translation>没有添加行；数据集保持原样。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) added</source>
        <translation>
            <numerusform>已添加 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Export rows</source>
        <translation>导出行</translation>
    </message>
    <message>
        <source>JSON Lines (*.jsonl)</source>
        <translation>JSON Lines (*.jsonl)</translation>
    </message>
    <message>
        <source>%1 was not written</source>
        <translation>未写入 %1</translation>
    </message>
    <message>
        <source>A file that was there before is unchanged.</source>
        <translation>原有的文件未改动。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) with errors left out</source>
        <translation>
            <numerusform>略去 %n 个有错误的行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) exported to %1</source>
        <translation>
            <numerusform>已将 %n 行导出到 %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>保存列表</translation>
    </message>
    <message>
        <source>The rows were not imported</source>
        <translation>这些行没有导入</translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetWords</name>
    <message>
        <source>Not a row</source>
        <translation>不是行</translation>
    </message>
    <message>
        <source>No messages</source>
        <translation>没有消息</translation>
    </message>
    <message>
        <source>Broken message</source>
        <translation>消息损坏</translation>
    </message>
    <message>
        <source>Unknown role</source>
        <translation>未知角色</translation>
    </message>
    <message>
        <source>Not text</source>
        <translation>不是文本</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>没有回答</translation>
    </message>
    <message>
        <source>Empty answer</source>
        <translation>回答为空</translation>
    </message>
    <message>
        <source>Placeholder</source>
        <translation>占位符</translation>
    </message>
    <message>
        <source>Wrong weight</source>
        <translation>权重有误</translation>
    </message>
    <message>
        <source>Broken tool call</source>
        <translation>工具调用损坏</translation>
    </message>
    <message>
        <source>Nothing trained</source>
        <translation>没有训练内容</translation>
    </message>
    <message>
        <source>Incomplete pair</source>
        <translation>偏好对不完整</translation>
    </message>
    <message>
        <source>Too long</source>
        <translation>过长</translation>
    </message>
    <message>
        <source>Role order</source>
        <translation>角色顺序</translation>
    </message>
    <message>
        <source>Duplicate row</source>
        <translation>重复行</translation>
    </message>
    <message>
        <source>Same question</source>
        <translation>相同问题</translation>
    </message>
    <message>
        <source>No system</source>
        <translation>无系统提示词</translation>
    </message>
    <message>
        <source>No question</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>Unknown key</source>
        <translation>未知键</translation>
    </message>
    <message>
        <source>Refusal phrase</source>
        <translation>拒答用语</translation>
    </message>
    <message>
        <source>Template refuses</source>
        <translation>模板拒绝</translation>
    </message>
    <message>
        <source>Invisible text</source>
        <translation>不可见文字</translation>
    </message>
    <message>
        <source>Near duplicate</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Trim spaces at both ends</source>
        <translation>去掉两端空格</translation>
    </message>
    <message>
        <source>Make runs of spaces one space</source>
        <translation>连续空格合为一个</translation>
    </message>
    <message>
        <source>Full-width punctuation</source>
        <translation>全角标点</translation>
    </message>
    <message>
        <source>Half-width punctuation</source>
        <translation>半角标点</translation>
    </message>
    <message>
        <source>Remove invisible characters</source>
        <translation>去掉不可见字符</translation>
    </message>
    <message>
        <source>edit of %1</source>
        <translation>编辑%1</translation>
    </message>
    <message numerus="yes">
        <source>edit of %n row(s)</source>
        <translation>
            <numerusform>编辑 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>edit of the conversation</source>
        <translation>编辑对话</translation>
    </message>
    <message numerus="yes">
        <source>adding of %n row(s)</source>
        <translation>
            <numerusform>添加 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>duplication of %n row(s)</source>
        <translation>
            <numerusform>复制 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>deletion of %n row(s)</source>
        <translation>
            <numerusform>删除 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>moving of %n row(s)</source>
        <translation>
            <numerusform>移动 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>split of %n row(s)</source>
        <translation>
            <numerusform>划分 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tags of %n row(s)</source>
        <translation>
            <numerusform>标记 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>replacement in %n row(s)</source>
        <translation>
            <numerusform>替换 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>clean-up of %n row(s)</source>
        <translation>
            <numerusform>清理 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>paste of %n row(s)</source>
        <translation>
            <numerusform>粘贴 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>import of %n row(s)</source>
        <translation>
            <numerusform>导入 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>import of %1</source>
        <translation>导入 %1</translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>不读取</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Dialog</name>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>timbre::ui::EmptyPage</name>
    <message>
        <source>Teach the voice by example</source>
        <translation>用样例教会声音</translation>
    </message>
    <message>
        <source>50 to 100 conversations are usually enough for a persona. Ten are enough to start checking.</source>
        <translation>50 到 100 个对话通常足以塑造一个角色。十个就可以开始检查。</translation>
    </message>
    <message>
        <source>From a persona</source>
        <translation>从角色开始</translation>
    </message>
    <message>
        <source>Start with the rows of a persona that already speaks, and change them.</source>
        <translation>从一个已经会说话的角色的行开始，再修改它们。</translation>
    </message>
    <message>
        <source>Import a file</source>
        <translation>导入文件</translation>
    </message>
    <message>
        <source>JSONL or a JSON array of messages, texts or preference pairs. Bad lines are set aside with the reason.</source>
        <translation>JSONL，或由消息、文本、偏好对组成的 JSON 数组。有问题的行会单独列出并说明原因。</translation>
    </message>
    <message>
        <source>Paste cells</source>
        <translation>粘贴单元格</translation>
    </message>
    <message>
        <source>From Excel, WPS or Sheets. You map the columns before anything is added.</source>
        <translation>来自 Excel、WPS 或表格。添加前由您对应各列。</translation>
    </message>
    <message>
        <source>Write the first row</source>
        <translation>写第一行</translation>
    </message>
    <message>
        <source>A question and the answer you would like to hear.</source>
        <translation>一个问题，和您想听到的回答。</translation>
    </message>
    <message>
        <source>Drop files anywhere on this page</source>
        <translation>把文件拖到本页任意处</translation>
    </message>
    <message>
        <source>Drop files here or choose them</source>
        <translation>把文件拖到这里，或点此选择</translation>
    </message>
</context>
<context>
    <name>timbre::ui::EmptyProjectRow</name>
    <message>
        <source>Empty project</source>
        <translation>空白项目</translation>
    </message>
    <message>
        <source>Name a persona and write the first row yourself.</source>
        <translation>给角色起名，自己写第一行。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ExportDialog</name>
    <message>
        <source>Export rows</source>
        <translation>导出行</translation>
    </message>
    <message>
        <source>JSON Lines, one row a line. Rows that were never edited leave byte for byte as they came.</source>
        <translation>JSON Lines，一行一条。从未编辑过的行逐字节原样导出。</translation>
    </message>
    <message>
        <source>All rows (%1)</source>
        <translation>全部行（%1）</translation>
    </message>
    <message>
        <source>Rows of the view (%1)</source>
        <translation>视图中的行（%1）</translation>
    </message>
    <message>
        <source>Leave out rows with errors (%1)</source>
        <translation>略去有错误的行（%1）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose file</source>
        <translation>选择文件</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ExportPage</name>
    <message>
        <source>Report copied</source>
        <translation>已复制报告</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>, best</source>
        <translation>，最佳</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>Replace the folder?</source>
        <translation>替换该文件夹？</translation>
    </message>
    <message>
        <source>%1 exists already. Its files are replaced by the export.</source>
        <translation>%1 已存在。其中的文件将被导出内容替换。</translation>
    </message>
    <message>
        <source>The old folder stays until the new one is complete.</source>
        <translation>在新文件夹完成之前，旧文件夹保持不变。</translation>
    </message>
    <message>
        <source>Replace the folder</source>
        <translation>替换文件夹</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>Merging</source>
        <translation>正在合并</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>正在核对</translation>
    </message>
    <message>
        <source>Hashing</source>
        <translation>正在计算哈希</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>Writing model.safetensors</comment>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>Export again</source>
        <translation>重新导出</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>正在开始</translation>
    </message>
    <message>
        <source>Needs about %1.</source>
        <translation>约需 %1。</translation>
    </message>
    <message>
        <source>%1 free.</source>
        <translation>剩余 %1。</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Adapter written</source>
        <translation>适配器已写入</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未通过核对</translation>
    </message>
    <message>
        <source>%1 of the export</source>
        <translation>导出进度 %1</translation>
    </message>
    <message>
        <source>Merged model</source>
        <translation>合并后的模型</translation>
    </message>
    <message>
        <source>One folder that other tools open. Base and voice become one.</source>
        <translation>一个其他工具可打开的文件夹。基础模型与声音合而为一。</translation>
    </message>
    <message>
        <source>Adapter only</source>
        <translation>仅适配器</translation>
    </message>
    <message>
        <source>PEFT layout. Needs the same base model on the other side.</source>
        <translation>PEFT 格式。对方需要相同的基础模型。</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>As the base</source>
        <translation>与基础模型相同</translation>
    </message>
    <message>
        <source>Merged in fp32 and kept so: held to the same words as base plus adapter.</source>
        <translation>以 fp32 合并并保持：须与基础模型加适配器逐字相同。</translation>
    </message>
    <message>
        <source>Merged in fp32, then rounded to fp16. Values above 65,504 do not fit.</source>
        <translation>以 fp32 合并，再舍入为 fp16。超过 65,504 的值放不下。</translation>
    </message>
    <message>
        <source>Merged in fp32, then stored as %1, as the base is.</source>
        <translation>以 fp32 合并，再存为 %1，与基础模型相同。</translation>
    </message>
    <message>
        <source>Merged in fp32, then rounded.</source>
        <translation>以 fp32 合并，再舍入。</translation>
    </message>
    <message>
        <source>Shard size</source>
        <translation>分片大小</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>The files and their sizes are listed here after the export.</source>
        <translation>导出后在此列出文件及其大小。</translation>
    </message>
    <message>
        <source>Files written</source>
        <translation>写入的文件</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>还没有可导出的内容</translation>
    </message>
    <message>
        <source>A run saves checkpoints while it trains. Each of them can become a model of its own here.</source>
        <translation>训练时会保存检查点。每个检查点都可在此成为独立的模型。</translation>
    </message>
    <message>
        <source>What is exported</source>
        <translation>导出内容</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>%1, adapter from a folder</source>
        <translation>%1，来自文件夹的适配器</translation>
    </message>
</context>
<context>
    <name>timbre::ui::FileDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>%1 rows, %2 %</source>
        <translation>%1 行，%2%</translation>
    </message>
</context>
<context>
    <name>timbre::ui::FilterBar</name>
    <message>
        <source>Search rows</source>
        <translation>搜索行</translation>
    </message>
    <message>
        <source>Problems only</source>
        <translation>仅看问题</translation>
    </message>
    <message>
        <source>Tokens &gt; %1</source>
        <translation>词元 &gt; %1</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Split: %1</source>
        <translation>划分：%1</translation>
    </message>
    <message>
        <source>Split: all</source>
        <translation>划分：全部</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>移除筛选 %1</translation>
    </message>
    <message>
        <source>System: %1</source>
        <translation>系统：%1</translation>
    </message>
    <message>
        <source>%1 to %2 tokens</source>
        <translation>%1 至 %2 词元</translation>
    </message>
</context>
<context>
    <name>timbre::ui::FormRow</name>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Format</name>
    <message>
        <source>%1 %</source>
        <extracomment>A percentage: English writes 38.6 %, Chinese 38.6%</extracomment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>Day and month, in QDate&apos;s format: 12 Nov</extracomment>
        <translation>M 月 d 日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy 年 M 月 d 日</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Histogram</name>
    <message numerus="yes">
        <source>%1 to %2: %n row(s)</source>
        <translation>
            <numerusform>%1 至 %2：%n 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::HistoryMirror</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation>撤销：%1</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation>重做：%1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::HostedDialog</name>
    <message>
        <source>The first price of the table names no tokenizer, so the number is an estimate from the chosen model&apos;s tokens.</source>
        <translation>价格表的第一项没有写明分词器，因此这个数字是按所选模型的词元估算的。</translation>
    </message>
    <message>
        <source>The tokenizer of the hosted service is being looked for on this computer.</source>
        <translation>正在本机上查找托管服务的分词器。</translation>
    </message>
    <message>
        <source>Counted with %1, as the service bills: the tokens of every text, 3 per message, 3 per example, 1 per name. Each row is cut at the price&apos;s limit, and rows marked for validation cost nothing.</source>
        <translation>用 %1 按服务方的计费方式统计：每段文字的词元数，每条消息加 3，每个样本加 3，每个名字加 1。每行按该价格的上限截断，标为验证的行不计费。</translation>
    </message>
    <message>
        <source>The number is an estimate from the chosen model&apos;s tokens.</source>
        <translation>这个数字是按所选模型的词元估算的。</translation>
    </message>
    <message>
        <source>The number is an estimate from the chosen model&apos;s tokens. The exact one needs the published rank file of %1, which is not on this computer.</source>
        <translation>这个数字是按所选模型的词元估算的。要得到准确值，需要公开发布的 %1 排名文件，本机上没有它。</translation>
    </message>
    <message>
        <source>%1: another file</source>
        <translation>%1：是另一个文件</translation>
    </message>
    <message>
        <source>%1: cannot be read</source>
        <translation>%1：无法读取</translation>
    </message>
    <message>
        <source>Looked for in:</source>
        <translation>已查找：</translation>
    </message>
    <message>
        <source>Hosted billing tokens</source>
        <translation>托管计费词元</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Download: %1</source>
        <translation>下载：%1</translation>
    </message>
    <message>
        <source>Downloaded and verified: its SHA-256 is the published one.</source>
        <translation>已下载并核对：SHA-256 与公开发布的一致。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>取消下载</translation>
    </message>
    <message>
        <source>Download %1</source>
        <translation>下载 %1</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Rank file of the tokenizer</source>
        <translation>分词器的排名文件</translation>
    </message>
    <message>
        <source>Rank files (*.tiktoken);;All files (*)</source>
        <translation>排名文件 (*.tiktoken);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>timbre::ui::HubPanel</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>not said by the hub</source>
        <translation>模型中心未说明</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>%1, %2 free there</source>
        <translation>%1，该处可用 %2</translation>
    </message>
    <message>
        <source>Already here</source>
        <translation>已有部分</translation>
    </message>
    <message>
        <source>%1 of an earlier download, which goes on</source>
        <translation>%1，来自先前的下载，将继续</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>The hub asks for an accepted licence and an access token (HF_TOKEN) for this model.</source>
        <translation>此模型要求先接受许可证，并使用访问令牌（HF_TOKEN）。</translation>
    </message>
    <message>
        <source>Download a model by name</source>
        <translation>按名称下载模型</translation>
    </message>
    <message>
        <source>%1 is asked for the list of files…</source>
        <translation>正在向 %1 询问文件列表…</translation>
    </message>
    <message>
        <source>%1 is asked for the list of files. Nothing is fetched before you say yes to it.</source>
        <translation>先向 %1 询问文件列表。在你确认之前不会下载任何内容。</translation>
    </message>
    <message>
        <source>organisation/name</source>
        <translation>组织/名称</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>模型名称</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Asks %1</source>
        <translation>询问 %1</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>Stop the download</source>
        <translation>停止下载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Download: %1</source>
        <translation>下载：%1</translation>
    </message>
    <message>
        <source>Yes, go on with %1 from %2</source>
        <translation>确认，继续从 %2 下载 %1</translation>
    </message>
    <message>
        <source>Yes, download %1 from %2</source>
        <translation>确认，从 %2 下载 %1</translation>
    </message>
    <message>
        <source>Into %1</source>
        <translation>存入 %1</translation>
    </message>
    <message>
        <source>There is not enough space: %1 are free, and %2 stay free beside a download.</source>
        <translation>空间不足：剩余 %1，下载后还须保留 %2。</translation>
    </message>
    <message>
        <source>This repository holds no model: there is nothing to download.</source>
        <translation>这个仓库里没有模型：没有可下载的内容。</translation>
    </message>
    <message>
        <source>This is an adapter, not a model. The hub does not say which base model it was made for.</source>
        <translation>这是一个适配器，不是模型。模型中心没有说明它是为哪个基础模型制作的。</translation>
    </message>
    <message>
        <source>This is an adapter, not a model. It was made for the base model %1.</source>
        <translation>这是一个适配器，不是模型。它是为基础模型 %1 制作的。</translation>
    </message>
    <message>
        <source>This repository holds its weights as GGUF only (%1), which cannot be trained. Look for the one that they were made from.</source>
        <translation>这个仓库的权重只有 GGUF 格式（%1），不能用来训练。请查找制作它们所用的原始仓库。</translation>
    </message>
    <message>
        <source>This repository holds its weights in a form that Timbre does not read (%1). It needs model.safetensors or pytorch_model.bin, or their parts with an index.</source>
        <translation>这个仓库的权重是 Timbre 不读取的形式（%1）。需要 model.safetensors 或 pytorch_model.bin，或带索引的分片。</translation>
    </message>
    <message>
        <source>This repository holds no weights, so there is no model to download.</source>
        <translation>这个仓库里没有权重，因此没有可下载的模型。</translation>
    </message>
    <message>
        <source>This repository has no config.json, without which its weights cannot be read.</source>
        <translation>这个仓库没有 config.json，没有它就无法读取权重。</translation>
    </message>
    <message>
        <source>This repository has no tokenizer, without which the model cannot be used.</source>
        <translation>这个仓库没有分词器，没有它就无法使用模型。</translation>
    </message>
    <message>
        <source>Look up %1</source>
        <translation>查询 %1</translation>
    </message>
    <message>
        <source>The download goes on when this window is closed. The status line shows how far it is.</source>
        <translation>关闭此窗口后下载会继续进行，状态栏显示进度。</translation>
    </message>
    <message>
        <source>%1 a second, %2 left</source>
        <translation>每秒 %1，剩余 %2</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ImportReport</name>
    <message>
        <source>%1 rows were added, %2 lines were set aside</source>
        <translation>已添加 %1 行，%2 行单独列出</translation>
    </message>
    <message>
        <source>The lines that were set aside are kept in the project with their reason. The import is one undo step.</source>
        <translation>单独列出的行及其原因保存在项目中。此次导入为一步撤销。</translation>
    </message>
    <message>
        <source>Lines that were set aside</source>
        <translation>单独列出的行</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行号</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The first %1 are shown.</source>
        <translation>显示前 %1 条。</translation>
    </message>
    <message>
        <source>Save this list</source>
        <translation>保存此列表</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Not valid JSON: %1</source>
        <translation>不是有效的 JSON：%1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::LiveSide</name>
    <message>
        <source>Sample answers</source>
        <translation>示例回答</translation>
    </message>
    <message>
        <source>Sample question</source>
        <translation>示例问题</translation>
    </message>
    <message>
        <source>The sample questions are answered at each checkpoint.</source>
        <translation>每个检查点都会回答示例问题。</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>None yet. The first one is saved at the step that the recipe names.</source>
        <translation>还没有。第一个会在配方指定的步数保存。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Valid.</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Nothing happened that needs a look.</source>
        <translation>没有需要留意的事。</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基础</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Chat with %1</source>
        <translation>与 %1 对话</translation>
    </message>
    <message>
        <source>Samples, checkpoints and events</source>
        <translation>示例、检查点与事件</translation>
    </message>
</context>
<context>
    <name>timbre::ui::LiveView</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>resumed</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Not a number at %1</source>
        <translation>第 %1 步非数值</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Trained for</source>
        <translation>已训练</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>The checkpoint of step %1 is complete.</source>
        <translation>第 %1 步的检查点完整。</translation>
    </message>
    <message>
        <source>No checkpoint was saved before.</source>
        <translation>此前没有保存检查点。</translation>
    </message>
    <message>
        <source>The run ended without saying why.</source>
        <translation>训练已结束，未说明原因。</translation>
    </message>
    <message>
        <source>Failed at step %1: %2</source>
        <translation>在第 %1 步失败：%2</translation>
    </message>
    <message>
        <source>Paused at step %1</source>
        <translation>在第 %1 步暂停</translation>
    </message>
    <message>
        <source>Memory and device are free. %1</source>
        <translation>内存和设备已释放。%1</translation>
    </message>
    <message>
        <source>Interrupted at step %1</source>
        <translation>在第 %1 步中断</translation>
    </message>
    <message>
        <source>The program that trained it is gone. %1</source>
        <translation>训练它的程序已不在。%1</translation>
    </message>
    <message>
        <source>Resume from %1</source>
        <translation>从 %1 继续</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Edit recipe</source>
        <translation>编辑配方</translation>
    </message>
    <message>
        <source>Paused at step %1: %2</source>
        <translation>已在第 %1 步暂停：%2</translation>
    </message>
</context>
<context>
    <name>timbre::ui::MainWindow</name>
    <message>
        <source>No project is open</source>
        <translation>没有打开的项目</translation>
    </message>
    <message>
        <source>Drop a model folder, a project or a file with conversations</source>
        <translation>可以放入模型文件夹、项目或对话文件</translation>
    </message>
</context>
<context>
    <name>timbre::ui::MemoryView</name>
    <message>
        <source>fits</source>
        <translation>放得下</translation>
    </message>
    <message>
        <source>does not fit</source>
        <translation>放不下</translation>
    </message>
    <message>
        <source>Memory to train</source>
        <translation>训练所需内存</translation>
    </message>
    <message>
        <source>Memory to chat</source>
        <translation>对话所需内存</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>%1 之内</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Published rule</source>
        <translation>公开经验值</translation>
    </message>
    <message>
        <source>Our plan</source>
        <translation>本程序估算</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>KV 缓存</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>%1: weights %2 + adapter or gradients %3 + optimizer %4 + activations %5 + program %6</source>
        <translation>%1：权重 %2 + 适配器或梯度 %3 + 优化器 %4 + 激活值 %5 + 程序 %6</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>全量</translation>
    </message>
    <message>
        <source>Published rule: the hardware table of LLaMA-Factory, full training in bfloat16, QLoRA with 4 bits. Our plan: %1 tokens at once, rank 16, computed in %2.</source>
        <translation>公开经验值：LLaMA-Factory 的硬件表，全量训练用 bfloat16，QLoRA 用 4 位。本程序估算：一次 %1 个词元，秩 16，以 %2 计算。</translation>
    </message>
    <message>
        <source>Keys and values: 2 × %1 layers × %2 heads × %3 wide × tokens × %4 bytes. The last line is the model&apos;s whole context.</source>
        <translation>键和值：2 × %1 层 × %2 头 × %3 宽 × 词元数 × %4 字节。最后一行是模型的全部上下文。</translation>
    </message>
    <message>
        <source>not offered</source>
        <translation>此处不可用</translation>
    </message>
</context>
<context>
    <name>timbre::ui::MessageItem</name>
    <message>
        <source>Message menu</source>
        <translation>消息菜单</translation>
    </message>
    <message>
        <source>%1, message %2</source>
        <translation>%1，第 %2 条消息</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>编辑消息</translation>
    </message>
    <message>
        <source>Role: %1</source>
        <translation>角色：%1</translation>
    </message>
    <message>
        <source>Do not train on this answer</source>
        <translation>不训练此回答</translation>
    </message>
    <message>
        <source>Train on this answer</source>
        <translation>训练此回答</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Delete message</source>
        <translation>删除消息</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ModelCard</name>
    <message>
        <source>No model chosen</source>
        <translation>未选择模型</translation>
    </message>
    <message>
        <source>Choose one from the list, drop a folder here, or download one by name.</source>
        <translation>从列表中选择，把文件夹拖到这里，或按名称下载。</translation>
    </message>
    <message>
        <source>Reading the folder…</source>
        <translation>正在读取文件夹…</translation>
    </message>
    <message>
        <source>Can be trained</source>
        <translation>可以训练</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Stored as</source>
        <translation>存储类型</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 词元</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>not said in the folder</source>
        <translation>文件夹中未说明</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>聊天模板</translation>
    </message>
    <message>
        <source>Chat template, as tokens</source>
        <translation>对话模板（词元）</translation>
    </message>
    <message>
        <source>This template takes no system message.</source>
        <translation>此模板不接受系统消息。</translation>
    </message>
    <message>
        <source>Needs a chat template</source>
        <translation>需要对话模板</translation>
    </message>
    <message>
        <source>It reads and writes text here. The part of it that sees pictures (%1) is not used and stays as it is in an export.</source>
        <translation>它在这里只读写文字；看图片的部分（%1）不会用到，导出时原样保留。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ModelListModel</name>
    <message>
        <source>Comes with Timbre</source>
        <translation>Timbre 自带</translation>
    </message>
    <message>
        <source>Used before</source>
        <translation>用过的</translation>
    </message>
    <message>
        <source>Downloaded by Timbre</source>
        <translation>由 Timbre 下载</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>ModelScope cache</source>
        <translation>ModelScope 缓存</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>刚打开</translation>
    </message>
    <message>
        <source>Folder not found</source>
        <translation>找不到文件夹</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ModelPicker</name>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>Choose a base model</source>
        <translation>选择基础模型</translation>
    </message>
    <message>
        <source>A folder with config.json, weights and tokenizer</source>
        <translation>含有 config.json、权重和分词器的文件夹</translation>
    </message>
    <message>
        <source>Reading the folder…</source>
        <translation>正在读取文件夹…</translation>
    </message>
    <message>
        <source>Not a model that can be trained</source>
        <translation>不是可训练的模型</translation>
    </message>
    <message>
        <source>Base model: %1</source>
        <translation>基础模型：%1</translation>
    </message>
    <message>
        <source>%1 weights · %2 · %3</source>
        <translation>%1 个权重 · %2 · %3</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>选择模型…</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ModelsDialog</name>
    <message>
        <source>You are a lighthouse keeper.</source>
        <translation>你是一位灯塔看守人。</translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation>你是谁？</translation>
    </message>
    <message>
        <source>The one who keeps the lamp.</source>
        <translation>守灯的人。</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Filter by name</source>
        <translation>按名称筛选</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>这台计算机上的模型</translation>
    </message>
    <message>
        <source>The selected model</source>
        <translation>所选模型</translation>
    </message>
    <message>
        <source>Download a model by name</source>
        <translation>按名称下载模型</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Download by name…</source>
        <translation>按名称下载…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用此模型</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Open a model folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>What is marked red keeps it from being trained.</source>
        <translation>标红的问题使它无法训练。</translation>
    </message>
    <message>
        <source>No name contains “%1”.</source>
        <translation>没有名称包含“%1”。</translation>
    </message>
    <message>
        <source>Clear the filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>没有匹配项</translation>
    </message>
    <message>
        <source>No models yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>Open a folder, or download a model by name.</source>
        <translation>打开一个文件夹，或按名称下载模型。</translation>
    </message>
    <message numerus="yes">
        <source>Of what was dropped, %1 was opened; %n more left alone.</source>
        <extracomment>%n is how many were left alone</extracomment>
        <translation>
            <numerusform>拖入的内容中打开了 %1；其余 %n 项未处理。</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop a model folder</source>
        <translation>可以放入模型文件夹</translation>
    </message>
</context>
<context>
    <name>timbre::ui::NameDialog</name>
    <message>
        <source>Name this system prompt</source>
        <translation>为此系统提示词命名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Shown in the table instead of the text. Empty removes it.</source>
        <translation>在表格中代替文本显示。留空则移除。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Name prompt</source>
        <translation>命名</translation>
    </message>
</context>
<context>
    <name>timbre::ui::NewProjectDialog</name>
    <message>
        <source>New project from %1</source>
        <translation>以 %1 新建项目</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) to start with. Change every one.</source>
        <translation>
            <numerusform>先有 %n 行，每一行都可以改。</numerusform>
        </translation>
    </message>
    <message>
        <source>A project is one folder with your rows, runs and chats.</source>
        <translation>一个项目就是一个文件夹，含有您的行、训练和对话。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Made when you press the button. It must be new or empty.</source>
        <translation>按下按钮时创建。必须是新的或空的文件夹。</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create project</source>
        <translation>创建项目</translation>
    </message>
    <message>
        <source>Folder for projects</source>
        <translation>存放项目的文件夹</translation>
    </message>
    <message>
        <source>A project needs a name.</source>
        <translation>项目需要名称。</translation>
    </message>
    <message>
        <source>Write the whole path of the folder.</source>
        <translation>请写出文件夹的完整路径。</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Can be changed on the Train page.</source>
        <translation>之后可在“训练”页更改。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::NoRunYet</name>
    <message>
        <source>Go to Train</source>
        <translation>前往训练</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Notice</name>
    <message>
        <source>Close notice</source>
        <translation>关闭通知</translation>
    </message>
</context>
<context>
    <name>timbre::ui::NoticeStack</name>
    <message>
        <source>Notices</source>
        <translation>通知</translation>
    </message>
</context>
<context>
    <name>timbre::ui::NumbersStrip</name>
    <message>
        <source>Numbers</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>%1 used</source>
        <translation>使用 %1</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>avg %1</source>
        <translation>平均 %1</translation>
    </message>
    <message>
        <source>%1 rows counted</source>
        <translation>已计 %1 行</translation>
    </message>
    <message>
        <source>no model chosen</source>
        <translation>未选模型</translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>参与训练</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Default for this many rows: %1</source>
        <translation>此行数的默认值：%1</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Length, limit %1</source>
        <translation>长度，上限 %1</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Row lengths</source>
        <translation>行长度</translation>
    </message>
    <message>
        <source>Row lengths: median %1, 95 % below %2, longest %3 tokens; %4 above the limit</source>
        <translation>行长度：中位数 %1，95% 低于 %2，最长 %3 词元；%4 行超过上限</translation>
    </message>
    <message>
        <source>Hosted price</source>
        <translation>托管价格</translation>
    </message>
    <message>
        <source>%1 / 1M</source>
        <translation>%1 / 百万</translation>
    </message>
    <message>
        <source>estimate, %1</source>
        <translation>估算，%1</translation>
    </message>
    <message>
        <source>%1: %2 at %3 per million tokens, price of %4</source>
        <translation>%1：%2，每百万词元 %3，%4 的价格</translation>
    </message>
    <message>
        <source>Counted with the chosen model&apos;s tokenizer: the service counts slightly differently.</source>
        <translation>按所选模型的分词器计数：服务的计数略有不同。</translation>
    </message>
    <message>
        <source>Hosted billing tokens</source>
        <translation>托管计费词元</translation>
    </message>
    <message>
        <source>counting</source>
        <translation>统计中</translation>
    </message>
    <message>
        <source>estimate</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>What a hosted service bills for %1 epochs, counted with %2.</source>
        <translation>托管服务对 %1 轮训练计费的词元数，用 %2 统计。</translation>
    </message>
    <message>
        <source>%1 of %2 rows are counted with %3.</source>
        <translation>已用 %3 统计 %1 / %2 行。</translation>
    </message>
    <message>
        <source>Made from the chosen model&apos;s tokens. The service&apos;s own tokenizer gives the exact number.</source>
        <translation>按所选模型的词元估算。用服务方自己的分词器才能得到准确值。</translation>
    </message>
    <message>
        <source>Hosted billing tokens: %1</source>
        <translation>托管计费词元：%1</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>“About”: that service bills other tokens than %1.</source>
        <translation>“约”：该服务不按 %1 的词元计费。</translation>
    </message>
    <message>
        <source>Tokens that are trained with this model in one epoch, counted with %1.</source>
        <translation>用这个模型训练一轮时参与训练的词元数，用 %1 统计。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::PasteDialog</name>
    <message>
        <source>Paste cells</source>
        <translation>粘贴单元格</translation>
    </message>
    <message>
        <source>%1 rows with %2 columns are on the clipboard. Say what each column is.</source>
        <translation>剪贴板上有 %1 行 %2 列。请说明每列是什么。</translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation>第 %1 列</translation>
    </message>
    <message>
        <source>Not pasted</source>
        <translation>不粘贴</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>前几行</translation>
    </message>
    <message>
        <source>The first row is a header</source>
        <translation>第一行是表头</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>Add %n row(s)</source>
        <translation>
            <numerusform>添加 %n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Overwrite from row %1 on: %2 rows change, %3 are added</source>
        <translation>从第 %1 行起覆盖：%2 行改变，添加 %3 行</translation>
    </message>
    <message>
        <source>Overwrite from row %1 on: %2 rows change</source>
        <translation>从第 %1 行起覆盖：%2 行改变</translation>
    </message>
    <message>
        <source>No column is chosen: nothing would be pasted.</source>
        <translation>没有选择列：不会粘贴任何内容。</translation>
    </message>
    <message>
        <source>Two columns are the same cell. Choose another for one of them.</source>
        <translation>两列对应同一单元格。请为其中一列另选。</translation>
    </message>
    <message>
        <source>Only the first %1 columns can be pasted.</source>
        <translation>只能粘贴前 %1 列。</translation>
    </message>
    <message>
        <source>The paste is one undo step.</source>
        <translation>此次粘贴为一步撤销。</translation>
    </message>
    <message>
        <source>Paste over rows</source>
        <translation>覆盖粘贴</translation>
    </message>
</context>
<context>
    <name>timbre::ui::PlanPanel</name>
    <message>
        <source>Before the start</source>
        <translation>开始之前</translation>
    </message>
    <message>
        <source>Memory, estimate</source>
        <translation>内存，估算</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Trained weights</source>
        <translation>训练的权重</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>weights %1</source>
        <translation>权重 %1</translation>
    </message>
    <message>
        <source>adapter %1</source>
        <translation>适配器 %1</translation>
    </message>
    <message>
        <source>activations %1</source>
        <translation>激活 %1</translation>
    </message>
    <message>
        <source>optimizer %1</source>
        <translation>优化器 %1</translation>
    </message>
    <message>
        <source>program %1</source>
        <translation>程序 %1</translation>
    </message>
    <message>
        <source>Memory by estimate: %1</source>
        <translation>内存估算：%1</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1</translation>
    </message>
    <message>
        <source>Known when a base model is chosen.</source>
        <translation>选择基础模型后可知。</translation>
    </message>
    <message>
        <source>%1 an epoch, %2 rows and %3 for validation</source>
        <translation>每轮 %1 步，%2 行训练，%3 行验证</translation>
    </message>
    <message>
        <source>Known when the dataset has rows.</source>
        <translation>数据集有行后可知。</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>up to %1 checkpoints of %2</source>
        <translation>最多 %1 个检查点，每个 %2</translation>
    </message>
    <message>
        <source>, %1 free</source>
        <translation>，剩余 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n to fix</source>
        <translation>
            <numerusform>%n 项待处理</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n 个警告</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n passed</source>
        <translation>
            <numerusform>%n 项通过</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::PriceModel</name>
    <message>
        <source>New price</source>
        <translation>新价格</translation>
    </message>
    <message>
        <source>Service and model</source>
        <translation>服务与模型</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>货币</translation>
    </message>
    <message>
        <source>Price of</source>
        <translation>价格日期</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The tokens that the service bills by. With their rank file on this computer the count is exact.</source>
        <translation>服务计费所用的词元。本机有对应的词表文件时，计数是精确的。</translation>
    </message>
    <message>
        <source>Tokens of one example that are billed at most. What is longer is cut.</source>
        <translation>每个样本最多计费的词元数。更长的部分会被截去。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Per million</source>
        <translation>每百万</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemList</name>
    <message>
        <source>Go to row</source>
        <translation>转到该行</translation>
    </message>
    <message>
        <source>Write answer</source>
        <translation>写回答</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Edit JSON</source>
        <translation>编辑 JSON</translation>
    </message>
    <message>
        <source>Delete row</source>
        <translation>删除行</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>删除它们</translation>
    </message>
    <message>
        <source>Add prompt</source>
        <translation>添加提示词</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemModel</name>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>%1: %2, %3. %4</source>
        <translation>%1：%2，%3。%4</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemsPanel</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 个错误</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n 个警告</numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 of %2 rows checked.</source>
        <translation>已检查 %1 / %2 行。</translation>
    </message>
    <message>
        <source>Errors keep a row out of training. Warnings do not.</source>
        <translation>有错误的行不参与训练，警告不影响。</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Show problems</source>
        <translation>显示问题</translation>
    </message>
    <message>
        <source>Hide problems</source>
        <translation>隐藏问题</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProjectButton</name>
    <message>
        <source>Project %1</source>
        <translation>项目 %1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecentRow</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove %1 from the list</source>
        <translation>从列表中移除 %1</translation>
    </message>
    <message>
        <source>Folder not found</source>
        <translation>找不到文件夹</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecipeField</name>
    <message>
        <source>At least one layer has to be chosen.</source>
        <translation>至少要选择一层。</translation>
    </message>
    <message>
        <source>A whole number from %1 to %2 is expected.</source>
        <translation>应为 %1 到 %2 的整数。</translation>
    </message>
    <message>
        <source>A number from %1 to %2 is expected.</source>
        <translation>应为 %1 到 %2 的数值。</translation>
    </message>
    <message>
        <source>For example: %1</source>
        <translation>例如：%1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecipeForm</name>
    <message>
        <source>Adapter</source>
        <translation>适配器</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Length and batches</source>
        <translation>长度与批次</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Checkpoints and memory</source>
        <translation>检查点与内存</translation>
    </message>
    <message>
        <source>That of the adapter the run begins from.</source>
        <translation>由作为起点的适配器决定。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecipeJson</name>
    <message>
        <source>Recipe as JSON</source>
        <translation>JSON 形式的配方</translation>
    </message>
</context>
<context>
    <name>timbre::ui::ReplaceDialog</name>
    <message>
        <source>Replace text</source>
        <translation>替换文字</translation>
    </message>
    <message>
        <source>Selected rows (%1)</source>
        <translation>所选行（%1）</translation>
    </message>
    <message>
        <source>All rows of the view (%1)</source>
        <translation>视图中的全部行（%1）</translation>
    </message>
    <message>
        <source>Every message</source>
        <translation>每条消息</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowDelegate</name>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 of row %2</source>
        <translation>第 %2 行的%1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowTableModel</name>
    <message>
        <source>Not checked yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Checked, no problem</source>
        <translation>已检查，没有问题</translation>
    </message>
    <message>
        <source>Not counted yet</source>
        <translation>尚未计数</translation>
    </message>
    <message>
        <source>%1, %2 trained</source>
        <translation>%1，其中 %2 参与训练</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowTableView</name>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunStrip</name>
    <message>
        <source>Resume %1</source>
        <translation>继续 %1</translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation>暂停 %1</translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation>训练 %1，%2</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunTableModel</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基础</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Best valid.</source>
        <translation>最佳验证</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始于</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunWords</name>
    <message>
        <source>Preparing</source>
        <translation>准备中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Pausing</source>
        <translation>正在暂停</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>Turning rows into tokens</source>
        <translation>正在把行转换为词元</translation>
    </message>
    <message>
        <source>Packing rows</source>
        <translation>正在打包行</translation>
    </message>
    <message>
        <source>Validating</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>Saving a checkpoint</source>
        <translation>正在保存检查点</translation>
    </message>
    <message>
        <source>Asking the sample questions</source>
        <translation>正在回答示例问题</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>全量</translation>
    </message>
    <message>
        <source>All answers</source>
        <translation>全部回答</translation>
    </message>
    <message>
        <source>Only the last answer</source>
        <translation>仅最后一个回答</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部内容</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Constant</source>
        <translation>恒定</translation>
    </message>
    <message>
        <source>Flat, then cosine</source>
        <translation>先平稳后余弦</translation>
    </message>
    <message>
        <source>LoRA r%1</source>
        <translation>LoRA r%1</translation>
    </message>
    <message>
        <source>All weights</source>
        <translation>全部权重</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 步</translation>
    </message>
    <message>
        <source>%1 epochs</source>
        <translation>%1 轮</translation>
    </message>
    <message>
        <source>%1, rate %2, %3</source>
        <comment>method, learning rate, length</comment>
        <translation>%1，学习率 %2，%3</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <comment>LoRA r16 on timbre-mini</comment>
        <translation>%1，基于 %2</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>%1, checkpoint %2</source>
        <translation>%1，检查点 %2</translation>
    </message>
    <message>
        <source>ended by itself</source>
        <translation>自行结束</translation>
    </message>
    <message>
        <source>longest answer reached</source>
        <translation>达到最长回答</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>on</source>
        <translation>开</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>The model&apos;s own</source>
        <translation>模型自带</translation>
    </message>
    <message>
        <source>, validation %1</source>
        <translation>，验证 %1</translation>
    </message>
    <message>
        <source>, best</source>
        <translation>，最佳</translation>
    </message>
    <message>
        <source>byte-level BPE</source>
        <translation>字节级 BPE</translation>
    </message>
    <message>
        <source>built-in %1</source>
        <translation>内置 %1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunsPage</name>
    <message>
        <source>Checkpoints of %1</source>
        <translation>%1 的检查点</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>%1 in all. Verify reads every byte against the manifest.</source>
        <translation>共 %1。“核对”会按清单读取每个字节。</translation>
    </message>
    <message>
        <source>This run saved no checkpoint.</source>
        <translation>此训练没有保存检查点。</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>intact</source>
        <translation>完好</translation>
    </message>
    <message>
        <source>Delete checkpoint %1 of %2?</source>
        <translation>删除 %2 的检查点 %1？</translation>
    </message>
    <message>
        <source>%1 are freed. This cannot be undone.</source>
        <translation>将释放 %1。此操作不能撤销。</translation>
    </message>
    <message>
        <source>The run and its other checkpoints stay.</source>
        <translation>训练及其他检查点保留。</translation>
    </message>
    <message>
        <source>The run stays, but it has no other checkpoint to resume from.</source>
        <translation>训练保留，但没有其他检查点可供继续。</translation>
    </message>
    <message>
        <source>Delete checkpoint</source>
        <translation>删除检查点</translation>
    </message>
    <message>
        <source>Not deleted</source>
        <translation>未删除</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基础</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Checkpoints use %1</source>
        <translation>检查点占用 %1</translation>
    </message>
    <message>
        <source>Not a number at %1</source>
        <translation>第 %1 步非数值</translation>
    </message>
    <message>
        <source>Delete the run %1?</source>
        <translation>删除训练 %1？</translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s) of %1 in all, its curve and its frozen rows are removed from the disk. This cannot be undone.</source>
        <translation>
            <numerusform>共 %1 的 %n 个检查点、曲线和冻结的行都会从磁盘移除。此操作不能撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>The dataset stays as it is.</source>
        <translation>数据集保持原样。</translation>
    </message>
    <message>
        <source>Delete the run</source>
        <translation>删除训练</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Only a run that was paused, stopped, interrupted or failed can be resumed, one at a time.</source>
        <translation>只有暂停、停止、中断或失败的训练可以继续，一次一个。</translation>
    </message>
    <message>
        <source>The run is still going.</source>
        <translation>训练仍在进行。</translation>
    </message>
    <message>
        <source>No run is chosen.</source>
        <translation>未选择训练。</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有训练</translation>
    </message>
    <message>
        <source>Each training is kept here with its curve, its checkpoints and the rows it used.</source>
        <translation>每次训练及其曲线、检查点和所用的行都保存在这里。</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>训练记录</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Valid.</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>清单</translation>
    </message>
    <message>
        <source>Settings that differ from the defaults</source>
        <translation>与默认值不同的设置</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) selected</source>
        <translation>
            <numerusform>已选 %n 次训练</numerusform>
        </translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Best valid.</source>
        <translation>最佳验证</translation>
    </message>
    <message>
        <source>Nothing: the same settings.</source>
        <translation>没有差别：设置相同。</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Provenance of %1</source>
        <translation>%1 的来历</translation>
    </message>
    <message>
        <source>Provenance copied</source>
        <translation>已复制来历</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>新的训练</translation>
    </message>
    <message>
        <source>Select further runs with Ctrl or Shift to compare them.</source>
        <translation>按住 Ctrl 或 Shift 再选其他训练即可对比。</translation>
    </message>
    <message>
        <source>Copy provenance</source>
        <translation>复制来历</translation>
    </message>
    <message>
        <source>Settings and provenance</source>
        <translation>设置与来历</translation>
    </message>
    <message>
        <source>Begun from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>A full fine-tuning saved whole models: choose its checkpoint folder as the base model.</source>
        <translation>全量微调保存的是完整模型：请把它的检查点文件夹选为基础模型。</translation>
    </message>
    <message>
        <source>Train further</source>
        <translation>接着训练</translation>
    </message>
</context>
<context>
    <name>timbre::ui::SamplingPanel</name>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Same seed in both</source>
        <translation>两边使用相同种子</translation>
    </message>
    <message>
        <source>Differences come from the weights only.</source>
        <translation>差异只来自权重。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Another seed</source>
        <translation>换一个种子</translation>
    </message>
    <message>
        <source>Always the likeliest token</source>
        <translation>总取最可能的词元</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>0 takes all tokens.</source>
        <translation>0 表示取全部词元。</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Longest answer, in tokens</source>
        <translation>最长回答（词元）</translation>
    </message>
    <message>
        <source>View</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Word differences</source>
        <translation>词语差异</translation>
    </message>
    <message>
        <source>Marks the words of the checkpoint that the base model did not say.</source>
        <translation>标出检查点说了而基础模型没有说的词。</translation>
    </message>
    <message>
        <source>Scroll together</source>
        <translation>同步滚动</translation>
    </message>
</context>
<context>
    <name>timbre::ui::SettingsDialog</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Takes effect at once.</source>
        <translation>立即生效。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>下次启动时生效。</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>Short fades. Off when the system asks for less motion.</source>
        <translation>短暂的淡入淡出。系统要求减少动画时关闭。</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Train and chat on</source>
        <translation>训练与对话使用</translation>
    </message>
    <message>
        <source>Used for new runs and chats. A run that lives keeps its device.</source>
        <translation>用于新的训练和对话。进行中的训练保持原设备。</translation>
    </message>
    <message>
        <source>The fastest that works</source>
        <translation>可用的最快设备</translation>
    </message>
    <message>
        <source>Compute threads</source>
        <translation>计算线程</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s) on this computer. Fewer leave room for other programs.</source>
        <translation>
            <numerusform>本机有 %n 个线程。用少一些可为其他程序留出余地。</numerusform>
        </translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Folder with tokenizer rank files</source>
        <translation>分词器排名文件所在文件夹</translation>
    </message>
    <message>
        <source>Tokenizer rank files</source>
        <translation>分词器排名文件</translation>
    </message>
    <message>
        <source>Folder with cl100k_base.tiktoken and o200k_base.tiktoken. With them hosted prices are counted with the service&apos;s own tokens.</source>
        <translation>含有 cl100k_base.tiktoken 和 o200k_base.tiktoken 的文件夹。有了它们，托管价格按服务自己的词元计算。</translation>
    </message>
    <message>
        <source>No folder</source>
        <translation>未选文件夹</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>Add price</source>
        <translation>添加价格</translation>
    </message>
    <message>
        <source>Remove price</source>
        <translation>移除价格</translation>
    </message>
    <message>
        <source>Shipped prices</source>
        <translation>内置价格</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Hosted billing tokens…</source>
        <translation>托管计费词元…</translation>
    </message>
    <message>
        <source>Hosted billing tokens are counted with %1 from %2.</source>
        <translation>托管计费词元用 %1 统计，文件为 %2。</translation>
    </message>
    <message>
        <source>Looking for the rank file.</source>
        <translation>正在查找排名文件。</translation>
    </message>
    <message>
        <source>Downloading the rank file of %1.</source>
        <translation>正在下载 %1 的排名文件。</translation>
    </message>
    <message>
        <source>Hosted billing tokens are an estimate.</source>
        <translation>托管计费词元是估算值。</translation>
    </message>
    <message>
        <source>Hosted billing tokens are an estimate: the rank file of %1 is not on this computer.</source>
        <translation>托管计费词元是估算值：本机上没有 %1 的排名文件。</translation>
    </message>
    <message>
        <source>Training prices of hosted services per million tokens, shown beside your own GPU&apos;s time. They change: edit them and their date. The first one is shown on the dataset page, with its tokens and its limit per example.</source>
        <translation>托管服务每百万词元的训练价格，显示在自己 GPU 的用时旁边。价格会变：请修改价格及其日期。第一行显示在数据集页面，按它的词元和每个样本的上限计算。</translation>
    </message>
    <message>
        <source>Show first</source>
        <translation>置顶显示</translation>
    </message>
</context>
<context>
    <name>timbre::ui::Sidebar</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>%1, memory %2</source>
        <translation>%1，内存 %2</translation>
    </message>
</context>
<context>
    <name>timbre::ui::SmallChart</name>
    <message>
        <source>Table and files of %1</source>
        <translation>%1的表格与文件</translation>
    </message>
    <message>
        <source>Values as a table</source>
        <translation>以表格查看数值</translation>
    </message>
    <message>
        <source>Save the values as CSV</source>
        <translation>把数值存为 CSV</translation>
    </message>
    <message>
        <source>Save the picture as PNG</source>
        <translation>把图存为 PNG</translation>
    </message>
</context>
<context>
    <name>timbre::ui::StartPicker</name>
    <message>
        <source>A new adapter</source>
        <translation>新建适配器</translation>
    </message>
    <message>
        <source>Adapter from a folder…</source>
        <translation>文件夹中的适配器…</translation>
    </message>
    <message>
        <source>Folder of an adapter</source>
        <translation>适配器所在文件夹</translation>
    </message>
    <message>
        <source>Answers like the base model at first</source>
        <translation>起初的回答与基础模型相同</translation>
    </message>
    <message>
        <source>Rank %1 · alpha %2</source>
        <translation>秩 %1 · alpha %2</translation>
    </message>
    <message>
        <source>A run cannot begin from it</source>
        <translation>训练不能从它开始</translation>
    </message>
    <message>
        <source>Waits for a base model</source>
        <translation>等待选择基础模型</translation>
    </message>
    <message>
        <source>Reading the folder…</source>
        <translation>正在读取文件夹…</translation>
    </message>
    <message>
        <source>Begin from: %1</source>
        <translation>起点：%1</translation>
    </message>
</context>
<context>
    <name>timbre::ui::StatusLine</name>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TemplateCard</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>New project from %1</source>
        <translation>以 %1 新建项目</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenLegend</name>
    <message>
        <source>context, not trained</source>
        <translation>上下文，不训练</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>参与训练</translation>
    </message>
    <message>
        <source>trained stop token</source>
        <translation>训练的停止词元</translation>
    </message>
    <message>
        <source>template</source>
        <translation>模板</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenPlayground</name>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Text to tokenise</source>
        <translation>要切分的文本</translation>
    </message>
    <message>
        <source>Type a text</source>
        <translation>输入文本</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Token ids</source>
        <translation>词元编号</translation>
    </message>
    <message>
        <source>The lighthouse keeper&apos;s voice: 17 × 23 = 391.</source>
        <translation>灯塔看守人的声音：17 × 23 = 391。</translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%n 词元</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s)</source>
        <translation>
            <numerusform>%n 个字符</numerusform>
        </translation>
    </message>
    <message>
        <source>the first %1 shown</source>
        <translation>显示前 %1 个</translation>
    </message>
    <message>
        <source>Arrow keys or a click tell a token&apos;s id.</source>
        <translation>用方向键或单击查看词元的编号。</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenView</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Token %1</source>
        <translation>词元 %1</translation>
    </message>
    <message>
        <source>Token %1 of %2: “%3”, id %4</source>
        <translation>第 %1 个词元，共 %2 个：“%3”，编号 %4</translation>
    </message>
    <message>
        <source>Token %1 of %2: “%3”</source>
        <translation>第 %1 个词元，共 %2 个：“%3”</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TrainChecks</name>
    <message>
        <source>Another run</source>
        <translation>另一次训练</translation>
    </message>
    <message>
        <source>%1 is still going; one run is trained at a time.</source>
        <translation>%1 仍在进行；同一时间只训练一个。</translation>
    </message>
    <message>
        <source>Wait until %1 ends, or stop it.</source>
        <translation>请等 %1 结束，或停止它。</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>The project is open read-only, so no run can be written into it.</source>
        <translation>项目以只读方式打开，无法写入训练。</translation>
    </message>
    <message>
        <source>Open the project where it can be written.</source>
        <translation>请在可写入的地方打开项目。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>A field holds a value outside its range.</source>
        <translation>有字段的值超出范围。</translation>
    </message>
    <message>
        <source>Correct the field that is marked red.</source>
        <translation>请改正标红的字段。</translation>
    </message>
    <message>
        <source>Run name</source>
        <translation>训练名称</translation>
    </message>
    <message>
        <source>Give the run another name.</source>
        <translation>请为训练换一个名称。</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>No base model is chosen.</source>
        <translation>未选择基础模型。</translation>
    </message>
    <message>
        <source>Choose a base model to start.</source>
        <translation>选择基础模型后即可开始。</translation>
    </message>
    <message>
        <source>The model folder is being read.</source>
        <translation>正在读取模型文件夹。</translation>
    </message>
    <message>
        <source>Choose another base model to start.</source>
        <translation>另选基础模型后即可开始。</translation>
    </message>
    <message>
        <source>%1, %2 layers, tokenizer: %3.</source>
        <translation>%1，%2 层，分词器：%3。</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>The dataset is being read.</source>
        <translation>正在读取数据集。</translation>
    </message>
    <message>
        <source>The dataset has no rows.</source>
        <translation>数据集没有行。</translation>
    </message>
    <message>
        <source>Add rows to the dataset to start.</source>
        <translation>向数据集添加行后即可开始。</translation>
    </message>
    <message>
        <source>Open dataset</source>
        <translation>打开数据集</translation>
    </message>
    <message>
        <source>Rows are being checked: %1 of %2.</source>
        <translation>正在检查行：%1 / %2。</translation>
    </message>
    <message>
        <source>The rows are still being checked.</source>
        <translation>仍在检查行。</translation>
    </message>
    <message>
        <source>Rows with errors</source>
        <translation>有错误的行</translation>
    </message>
    <message>
        <source>All %1 rows have errors.</source>
        <translation>全部 %1 行都有错误。</translation>
    </message>
    <message>
        <source>Correct at least one row to start.</source>
        <translation>至少改正一行后即可开始。</translation>
    </message>
    <message>
        <source>Fix rows</source>
        <translation>修正行</translation>
    </message>
    <message>
        <source>%1 of %2 rows are used: %3 to train on, %4 for validation.</source>
        <translation>使用 %1 / %2 行：%3 行训练，%4 行验证。</translation>
    </message>
    <message>
        <source>Rows left out</source>
        <translation>略去的行</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) with errors. %1</source>
        <translation>
            <numerusform>%n 行有错误。%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Dataset warnings</source>
        <translation>数据集警告</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) with warnings, which are trained on as they are.</source>
        <translation>
            <numerusform>%n 行有警告，将原样参与训练。</numerusform>
        </translation>
    </message>
    <message>
        <source>Review</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Length limit</source>
        <translation>长度上限</translation>
    </message>
    <message>
        <source>The limit of %1 tokens is more than the %2 that the model was made for.</source>
        <translation>上限 %1 词元超过模型设计的 %2 词元。</translation>
    </message>
    <message>
        <source>Tokens are not counted yet, so it is not known which rows are cut.</source>
        <translation>词元尚未计数，不知道哪些行会被截断。</translation>
    </message>
    <message>
        <source>Longest row is %1 tokens, limit %2.</source>
        <translation>最长的行有 %1 词元，上限 %2。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) lose their end. %1</source>
        <translation>
            <numerusform>%n 行失去结尾。%1</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>%1 No row is cut.</source>
        <translation>%1没有行被截断。</translation>
    </message>
    <message>
        <source>%1 Rows above it are being counted.</source>
        <translation>%1正在统计超出的行。</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>About %1 by estimate; %2 of %3 are free.</source>
        <translation>估算约 %1；%3 中有 %2 可用。</translation>
    </message>
    <message>
        <source>Lower the length limit or the batch size, or choose a smaller model.</source>
        <translation>请降低长度上限或批量，或选择更小的模型。</translation>
    </message>
    <message>
        <source>Checkpoints take up to %1; %2 are free.</source>
        <translation>检查点最多占用 %1；剩余 %2。</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Free disk space, or keep fewer checkpoints.</source>
        <translation>请腾出磁盘空间，或少保留检查点。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The devices of this machine are being asked.</source>
        <translation>正在查询本机的设备。</translation>
    </message>
    <message>
        <source>Models of up to 100 million parameters compute in float32.</source>
        <translation>参数不超过 1 亿的模型使用 float32 计算。</translation>
    </message>
    <message>
        <source>The device %1 is not there.</source>
        <translation>没有设备 %1。</translation>
    </message>
    <message>
        <source>Choose another device in the settings.</source>
        <translation>请在设置中另选设备。</translation>
    </message>
    <message>
        <source>Begin from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Begin from another adapter or from a new one.</source>
        <translation>换一个适配器作为起点，或新建适配器。</translation>
    </message>
    <message>
        <source>A full fine-tuning changes the base model alone and cannot begin from an adapter.</source>
        <translation>全量微调只改变基础模型本身，不能从适配器开始。</translation>
    </message>
    <message>
        <source>Choose LoRA as the method, or begin from a new adapter.</source>
        <translation>请把方法改为 LoRA，或新建适配器。</translation>
    </message>
    <message>
        <source>The adapter is being read.</source>
        <translation>正在读取适配器。</translation>
    </message>
    <message>
        <source>The run trains %1 further. Its weights are copied; the original stays as it is.</source>
        <translation>本次训练从 %1 继续。权重会被复制，原件保持不变。</translation>
    </message>
    <message>
        <source>Choose a chat template under Advanced to start.</source>
        <translation>请在“高级”中选择对话模板后开始。</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TrainForm</name>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Basic</source>
        <translation>基本</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Fields shown</source>
        <translation>显示的字段</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Run name</source>
        <translation>训练名称</translation>
    </message>
    <message>
        <source>Folder below runs/ in the project.</source>
        <translation>项目中 runs/ 下的文件夹。</translation>
    </message>
    <message>
        <source>Sample questions</source>
        <translation>示例问题</translation>
    </message>
    <message>
        <source>One a line. The base model and each checkpoint answer them, so that the change can be read.</source>
        <translation>每行一个。基础模型和每个检查点都会回答，以便看到变化。</translation>
    </message>
    <message>
        <source>LoRA trains %1 of %2 weights (%3).</source>
        <translation>LoRA 训练 %2 个权重中的 %1 个（%3）。</translation>
    </message>
    <message>
        <source>All %1 weights are trained.</source>
        <translation>训练全部 %1 个权重。</translation>
    </message>
    <message>
        <source>Longest row is %1 tokens. Nothing is cut.</source>
        <translation>最长的行有 %1 词元，不会截断。</translation>
    </message>
    <message>
        <source>Longest row is %1 tokens. Longer ones lose their end.</source>
        <translation>最长的行有 %1 词元，超出的行会失去结尾。</translation>
    </message>
    <message>
        <source>%1 of %2 rows are held back from training, chosen by seed %3.</source>
        <translation>%2 行中留出 %1 行不参与训练，按种子 %3 选取。</translation>
    </message>
    <message>
        <source>Defaults by one rule from %1 rows, %2 tokens and %3 weights. What you change carries a dot.</source>
        <translation>默认值按同一规则由 %1 行、%2 词元和 %3 个权重得出。改过的项带圆点。</translation>
    </message>
    <message>
        <source>Defaults by one rule from %1 rows and %2 weights. What you change carries a dot.</source>
        <translation>默认值按同一规则由 %1 行和 %2 个权重得出。改过的项带圆点。</translation>
    </message>
    <message>
        <source>%1 by the rule for %2 weights.</source>
        <translation>按规则，%2 个权重取 %1。</translation>
    </message>
    <message>
        <source>%1 by the rule for %2 rows: %3 steps.</source>
        <translation>按规则，%2 行取 %1 轮，共 %3 步。</translation>
    </message>
    <message>
        <source>%1 rows a step by the rule for %2 rows.</source>
        <translation>按规则，%2 行时每步 %1 行。</translation>
    </message>
    <message>
        <source>Begin from</source>
        <translation>起点</translation>
    </message>
</context>
<context>
    <name>timbre::ui::TrainPage</name>
    <message>
        <source>Freezing the rows…</source>
        <translation>正在冻结各行…</translation>
    </message>
    <message>
        <source>Ready. The run is saved as %1.</source>
        <translation>就绪。训练将保存为 %1。</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n 步</numerusform>
        </translation>
    </message>
    <message>
        <source>A run needs a name.</source>
        <translation>训练需要名称。</translation>
    </message>
    <message>
        <source>The name becomes a folder: no leading dot and none of / \ : * ? &quot; &lt; &gt; |</source>
        <translation>名称会成为文件夹名：不能以点开头，也不能含有 / \ : * ? &quot; &lt; &gt; |</translation>
    </message>
    <message>
        <source>There is a run with this name already.</source>
        <translation>已有同名的训练。</translation>
    </message>
    <message>
        <source>What is the capital of France?</source>
        <translation>法国的首都是哪里？</translation>
    </message>
    <message>
        <source>Who are you?</source>
        <translation>你是谁？</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Samples, checkpoints and events</source>
        <translation>示例、检查点与事件</translation>
    </message>
    <message>
        <source>The file was not saved</source>
        <translation>文件未保存</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>The run did not start</source>
        <translation>训练未能开始</translation>
    </message>
    <message>
        <source>A checkpoint follows</source>
        <translation>即将保存检查点</translation>
    </message>
    <message>
        <source>It is written at the end of the step that is being computed.</source>
        <translation>在当前步结束时写入。</translation>
    </message>
    <message>
        <source>Stop %1 at step %2?</source>
        <translation>在第 %2 步停止 %1？</translation>
    </message>
    <message>
        <source>Training ends after the step that is being computed.</source>
        <translation>训练在当前步结束后停止。</translation>
    </message>
    <message>
        <source>A checkpoint is saved first. The run can be resumed later.</source>
        <translation>先保存检查点。之后可以继续训练。</translation>
    </message>
    <message>
        <source>Stop training</source>
        <translation>停止训练</translation>
    </message>
    <message>
        <source>The page shows a run.</source>
        <translation>页面正显示一次训练。</translation>
    </message>
    <message>
        <source>No run is going.</source>
        <translation>没有进行中的训练。</translation>
    </message>
    <message>
        <source>The shown run cannot be resumed.</source>
        <translation>显示的训练无法继续。</translation>
    </message>
    <message>
        <source>The form is open.</source>
        <translation>表单已打开。</translation>
    </message>
    <message>
        <source>%1 of the run</source>
        <translation>训练进度 %1</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>%1 is training; closing the window stops it after a checkpoint</source>
        <translation>%1 正在训练；关闭窗口会在保存检查点后停止</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Step %1 / %2</source>
        <translation>第 %1 / %2 步</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Correct the field that is marked red.</source>
        <translation>请改正标红的字段。</translation>
    </message>
    <message>
        <source>Save recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>Load recipe</source>
        <translation>载入配方</translation>
    </message>
    <message>
        <source>The recipe was not loaded</source>
        <translation>配方未载入</translation>
    </message>
    <message>
        <source>Recipe loaded</source>
        <translation>已载入配方</translation>
    </message>
    <message>
        <source>The project is read-only.</source>
        <translation>项目为只读。</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>What the run will take</source>
        <translation>训练所需</translation>
    </message>
</context>
<context>
    <name>timbre::ui::VerdictView</name>
    <message>
        <source>Greedy text the same</source>
        <translation>贪心文本相同</translation>
    </message>
    <message>
        <source>First choice the same</source>
        <translation>首选词元相同</translation>
    </message>
    <message>
        <source>Largest logit difference</source>
        <translation>最大 logit 差</translation>
    </message>
    <message>
        <source>Mean KL divergence</source>
        <translation>平均 KL 散度</translation>
    </message>
    <message>
        <source>Weights written</source>
        <translation>写入的权重</translation>
    </message>
    <message>
        <source>16 prompts or more</source>
        <translation>至少 16 个提示</translation>
    </message>
    <message>
        <source>where the model is decided</source>
        <translation>模型有明确选择处</translation>
    </message>
    <message>
        <source>limit %1 for fp32</source>
        <translation>fp32 上限 %1</translation>
    </message>
    <message>
        <source>limit %1 for 16 bit</source>
        <translation>16 位上限 %1</translation>
    </message>
    <message>
        <source>told only, the weights are rounded</source>
        <translation>仅供参考，权重已舍入</translation>
    </message>
    <message>
        <source>prompts</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>SHA-256 of the weights</source>
        <translation>权重的 SHA-256</translation>
    </message>
    <message>
        <source>Compared answers</source>
        <translation>对比的回答</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Base plus adapter</source>
        <translation>基础加适配器</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Where and why</source>
        <translation>位置与原因</translation>
    </message>
    <message>
        <source>Export again as fp32</source>
        <translation>以 fp32 重新导出</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>未导出</translation>
    </message>
    <message>
        <source>Nothing was left behind.</source>
        <translation>没有留下任何文件。</translation>
    </message>
    <message>
        <source>Not exported yet</source>
        <translation>尚未导出</translation>
    </message>
    <message>
        <source>After writing, the model is opened again and compared with base plus adapter on real prompts. The figures appear here.</source>
        <translation>写入后会重新打开模型，用真实提示与基础模型加适配器比较。数字显示在这里。</translation>
    </message>
    <message>
        <source>Adapter written</source>
        <translation>适配器已写入</translation>
    </message>
    <message>
        <source>It needs the same base model on the other side. Nothing was merged, so nothing has to be compared.</source>
        <translation>对方需要相同的基础模型。没有合并，因此无需比较。</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>The exported model was opened again and answers like base plus adapter.</source>
        <translation>已重新打开导出的模型，其回答与基础模型加适配器一致。</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未通过核对</translation>
    </message>
    <message>
        <source>The exported model answers differently from base plus adapter. The files are complete but not marked as verified.</source>
        <translation>导出模型的回答与基础模型加适配器不同。文件完整，但未标为已核对。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>timbre::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Give a language model a voice, on this computer.</source>
        <translation>在这台电脑上，给语言模型一种声音。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Import data</source>
        <translation>导入数据</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近项目</translation>
    </message>
    <message>
        <source>Start from a persona</source>
        <translation>从一个角色开始</translation>
    </message>
    <message>
        <source>Each is an ordinary project. Change every row.</source>
        <translation>每个角色都是普通项目，每一行都可以改。</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>样例</translation>
    </message>
    <message>
        <source>a table of conversations</source>
        <translation>一张对话表格</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation>就在这台电脑上</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>base and tuned, one prompt</source>
        <translation>同一问题，基础模型与新声音</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>merged and verified</source>
        <translation>合并并核对</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
</context>
<context>
    <name>timbre::window::ShellFacts</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n 行</numerusform>
        </translation>
    </message>
    <message>
        <source>, version %1</source>
        <translation>，版本 %1</translation>
    </message>
    <message>
        <source>%1 of %2 rows checked</source>
        <translation>已检查 %1 / %2 行</translation>
    </message>
    <message>
        <source>Tokenizer of %1</source>
        <translation>%1 的分词器</translation>
    </message>
    <message>
        <source>Computes on the CPU</source>
        <translation>在 CPU 上计算</translation>
    </message>
    <message>
        <source>Computes on the GPU</source>
        <translation>在 GPU 上计算</translation>
    </message>
</context>
<context>
    <name>timbre::window::Wiring</name>
    <message>
        <source>The project could not be opened</source>
        <translation>无法打开项目</translation>
    </message>
    <message>
        <source>The model&apos;s tokenizer could not be loaded</source>
        <translation>无法载入模型的分词器</translation>
    </message>
    <message>
        <source>The persona templates could not be read</source>
        <translation>无法读取角色模板</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Import conversations</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Conversations (*.jsonl *.json);;All files (*)</source>
        <translation>对话 (*.jsonl *.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>A run is still going</source>
        <translation>训练仍在进行</translation>
    </message>
    <message>
        <source>Closing the window stops it after a checkpoint. It can be resumed later without losing a step.</source>
        <translation>关闭窗口会在保存检查点后停止训练。之后可以继续，不会丢失任何一步。</translation>
    </message>
    <message>
        <source>Stop after a checkpoint and close</source>
        <translation>保存检查点后停止并关闭</translation>
    </message>
    <message>
        <source>Timbre starter</source>
        <translation>Timbre 入门模型</translation>
    </message>
    <message>
        <source>Whatever was shown as saved is still there.</source>
        <translation>凡是显示为已保存的内容都还在。</translation>
    </message>
    <message>
        <source>Timbre did not end by itself last time</source>
        <translation>Timbre 上次没有正常结束</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>The program stopped at signal %1, which points to a fault in it.</source>
        <translation>程序因信号 %1 中止，说明程序本身有缺陷。</translation>
    </message>
    <message>
        <source>It was ended by the system (often because memory ran out), or the computer lost power.</source>
        <translation>程序被系统结束（通常是内存耗尽），或者电脑断电了。</translation>
    </message>
    <message>
        <source>A run was going. Resume it on the Runs page, from its last checkpoint.</source>
        <translation>当时有训练正在进行。可在“训练记录”页从最后一个检查点继续。</translation>
    </message>
    <message>
        <source>%1 is downloaded</source>
        <translation>%1 已下载完成</translation>
    </message>
    <message>
        <source>%1 could not be downloaded</source>
        <translation>无法下载 %1</translation>
    </message>
    <message>
        <source>%1 is an adapter</source>
        <translation>%1 是一个适配器</translation>
    </message>
    <message>
        <source>It needs a base model. Open or make a project first, then drop it again.</source>
        <translation>它需要一个基础模型。请先打开或新建项目，再拖放一次。</translation>
    </message>
    <message>
        <source>A run and a download are still going</source>
        <translation>一次训练和一个下载仍在进行</translation>
    </message>
    <message>
        <source>A download is still going</source>
        <translation>一个下载仍在进行</translation>
    </message>
    <message>
        <source>Stop the download and close</source>
        <translation>停止下载并关闭</translation>
    </message>
    <message>
        <source>The download of %1 stops at %2 of %3.</source>
        <translation>%1 的下载将停在 %2 / %3。</translation>
    </message>
    <message>
        <source>What was received stays, and the next download of it goes on from there.</source>
        <translation>已收到的部分会保留，下次下载它时从那里继续。</translation>
    </message>
    <message>
        <source>Show the download of %1</source>
        <translation>查看 %1 的下载</translation>
    </message>
    <message>
        <source>Stop the download of %1; what was received stays</source>
        <translation>停止下载 %1；已收到的部分会保留</translation>
    </message>
    <message>
        <source>Only %1 was opened</source>
        <translation>只打开了 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n more that was dropped was left alone; one is opened at a time.</source>
        <translation>
            <numerusform>拖入的另外 %n 项未处理；一次只打开一项。</numerusform>
        </translation>
    </message>
</context>
</TS>
