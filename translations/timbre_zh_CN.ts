<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>About</name>
    <message>
        <source>Timbre %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gives a language model a voice, on this computer. Free software under the GNU General Public License, version 3 or later, without any warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts made by others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>&amp;New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Import data…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show project &amp;folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Timbre</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Command palette…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next &amp;region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous region</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>Line {line} of {path} is not {expected}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct that line and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{ids}” is not a list of token ids.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write whole numbers with commas between them: 1,2,3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no shipped recipe “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timbre-cli recipe list names them all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>timbre-cli COMMAND --help shows the flags.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The graphics card computes in bfloat16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file or folder at {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the path; the file may have been moved or its disk unplugged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the file and its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has {size} bytes; at most {limit} are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that this is the file you meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not an ordinary file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file, not a folder or device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} exists already and is not overwritten.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name, or allow overwriting (--force on the command line).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder that you may write to. What was there before is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full: {path} could not be written ({needed} bytes needed, {free} free).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space and try again. What was there before is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not valid JSON at line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct that place and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} nests deeper than {limit} levels at line {line}, column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files this deep are refused to protect the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has the key “{key}” twice in one object at line {line}, column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep one of the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not valid UTF-8 at line {line}, column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the file as UTF-8 and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has {size} bytes of JSON; at most {limit} are read here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped on request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not enough memory: {needed} needed, {free} free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller model, batch or length limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An event is not known: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file was probably written by a newer Timbre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A defect in Timbre: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed. Please report this with the log file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The saved position (epoch {epoch}, unit {unit}) does not fit the rows of this run ({units} units an epoch).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run folder was changed after the checkpoint was made; start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row has a token that is trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the rows have assistant messages, or change “Train on”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row has {size} bytes; at most {limit} are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split the row, or take out what does not belong to a conversation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not UTF-8 text: it looks like {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save it as JSON Lines in UTF-8 and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The JSON array in {path} ends without its closing bracket at line {line}, column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file may have been cut off; the rows before that place are complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A comma in the JSON array in {path} has no row beside it at line {line}, column {column}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove that comma.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This row has no such cell that could be edited.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the row and edit it as JSON.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A conversation is a list of messages, and this is not one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pasted table has too many {what}; at most {limit} are taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste it in parts, or save it as a file and import that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The price table {path} cannot be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the table or restore the one that came with Timbre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row is not a JSON object, so it has no messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the row or write it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row has no messages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a question and an answer, or delete the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {message} lacks its role or its content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Complete the message or delete it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {message} has the role “{detail}”, which no chat template knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use system, user, assistant or tool.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The content of message {message} is not text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the content as text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no assistant message to learn from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write an answer or delete the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assistant message has no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{detail} would be learned letter by letter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the placeholder by its value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {message} has the weight {detail}; only 0 and 1 are known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set the weight to 0 or 1, or remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tool call in message {message} is not well-formed: {detail}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the call or delete the message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every answer has weight 0, so nothing is learned from this row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one answer the weight 1 or delete the row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The preference row is incomplete: {detail}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A preference row has an input, a preferred and a non-preferred answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row is longer than the limit ({detail} tokens); its ending would be cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten or split the row, or raise the limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions and answers do not alternate at message {message}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reorder the messages so that each question has its answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row says the same as row {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete one of the two.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The question is the same as in row {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep both only if two answers to one question are meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other rows have a system prompt, this one has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the system prompt, or leave it out everywhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no user message.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add the question that is answered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message {message} has the key “{detail}”, which is not used in training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is kept as it is; remove it if it is a slip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{detail}” contradicts a persona.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rewrite the answer in the persona&apos;s voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template refuses the row: {detail}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the row, or choose another template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The text holds invisible characters ({detail}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove them; they are learned like letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{detail} % the same as row {other}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare the two and keep one, or keep both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path}, line {line}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct or remove that row; nothing is left out silently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has no rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a file with one conversation or text a line.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row {line} of the run&apos;s dataset cannot be turned into tokens: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct or remove that row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model has no chat template, so a conversation cannot be turned into tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a chat template to the tokenizer folder, or train on text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} rows are longer than {limit} tokens and lose {tokens} tokens at their end (first in line {first}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise the length limit, or shorten or split these rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rows} rows have no token that is trained and are left out (first in line {first}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that they have assistant messages that are not cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no device “{device}” to train on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose auto or cpu.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no run in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder with recipe.json, provenance.json and dataset.jsonl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not the dataset that the run was started with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the original file back, or start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {file} of the base model in {path} has changed since the run was started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The checkpoint does not fit this run: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run folder was changed by hand; start a new run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run goes on under other conditions, so sums may round differently: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume on the same machine with the same number of threads for bit-identical results.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no complete checkpoint; the run starts at step 0 with its own recipe and data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} was skipped: its loss or gradient is not a number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If this happens again, lower the learning rate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{steps} steps in a row, up to step {step}, had a loss or gradient that is not a number; the run was ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last checkpoint is kept. Lower the learning rate, or look for broken rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a complete checkpoint: it has no manifest.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use an earlier checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The manifest of {path} cannot be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} in {path} is not the file that was saved there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{dtype}” is no number type for an export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose source, fp32, bf16 or fp16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run {path} has no complete checkpoint.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume the run and let it save one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The base model {path} is not the one this run was trained on: {file} has another hash.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the original files; merging into other weights would give a different model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} lies inside the base model or the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder of its own for the export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: the export&apos;s answers differ from base + adapter (mean KL {value}, limit {limit}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as fp32, or export again; do not pass this folder on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: at {count} of {of} clear places the export chooses another token than base + adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: the largest logit difference is {value}, the limit is {limit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export again; do not pass this folder on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: {count} of {of} greedy answers differ from base + adapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: the exported tokenizer or template encodes “{prompt}” differently.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not verified: {what} is over its limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to answer: the prompt has no tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a prompt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prompt has {tokens} tokens; the model takes {limit}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shorten the conversation or start a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token id {id} is not in the model&apos;s vocabulary of {limit} entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the ids were made with this model&apos;s tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is cut off: {needed} bytes are needed and {size} are there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download or copy the file again and compare its size with the source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} does not begin with a safetensors header.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file in the safetensors format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of {path} claims {size} bytes; at most {limit} are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged or not a safetensors file. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} lists more than {limit} tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files this large in names are refused to protect the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds a tensor whose name is empty, longer than {limit} bytes or has control characters: “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged or made to do harm. Get it from its source again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The entry “{name}” in the header of {path} is not an object with dtype, shape and data_offsets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} has the unknown type {dtype}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert the model to float32, float16 or bfloat16 with the tool that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The shape of the tensor “{name}” in {path} is not a list of sizes that fits in memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The offsets of the tensor “{name}” in {path} are not two ascending whole numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} should have {expected} bytes and has {actual}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} overlaps the one before it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is a hole before the tensor “{name}” in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has {bytes} bytes after its last tensor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The __metadata__ in the header of {path} is not an object of texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no model weights in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder that holds model.safetensors, or its shards with their index file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds its weights only as {file}. Such a file can run a program when it is opened, so it is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the safetensors version of the model, or convert it with the tool that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds its weights only as {file}. A GGUF file can be chatted with elsewhere but not trained here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the folder in Hugging Face format from which the GGUF file was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds {file}, but neither model.safetensors nor model.safetensors.index.json.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download the folder again with all its files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a weight index: weight_map must map tensor names to file names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} says that {file} holds the tensor “{name}”, but it does not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} names a weight file that is not a plain .safetensors file name: “{file}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder is damaged or made to do harm. Get it from its source again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} in {path} is a link that leads out of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the real file into the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} lacks the tensor “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder does not match its config.json. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds the tensor “{name}”, which a model of this kind does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} has the shape {actual}; config.json makes it {expected}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} is stored as {dtype}, which is not computed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tensor “{name}” of {path} holds values that are not numbers (NaN or infinity).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged, or its training went wrong. Use an earlier version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This model is not supported: {what} in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model of the Llama family.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} asks to run its own Python code (auto_map). Timbre never runs code from a model folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a model that works without “trust remote code”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has no “{key}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged or belongs to another kind of model. Download it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” in {path} is not a value of the right type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” in {path} is {value}; it must lie between {low} and {high}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” and “{other}” in {path} do not fit together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This adapter is not supported: {what} in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a plain LoRA adapter made by PEFT or Timbre.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” in {path} is missing or not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter is damaged. Get it from its source again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {path} does not fit this model: {name} has the shape {actual}, the model needs {expected}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the base model that the adapter was trained on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {path} changes {name}, which this model does not have.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {path} lacks {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None of the layers to adapt exists in this model: {modules}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose layers such as q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The adapter {path} is stored only as {file}. Such a file can run a program when it is opened, so it is refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the adapter as safetensors with the tool that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no device “{device}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose cpu, or cuda:0 for the first NVIDIA card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No NVIDIA driver was found ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the driver of the graphics card, or use the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The GPU part of LibTorch could not be loaded: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install the GPU packages that the manual names, or use the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The NVIDIA driver is there, but it reports no card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the card is plugged in and visible, or use the CPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CPU computes in float32: bfloat16 was measured and is not faster here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CPU computes in float32: it has no instructions for bfloat16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The CPU computes in bfloat16: it was measured and is faster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a recipe: a recipe is one flat JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare it with `timbre-cli recipe show`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe has no key “{key}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See `timbre-cli recipe list` for all keys.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe has no key “{key}”; did you mean “{nearest}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” cannot be {value}: {expected} is expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{text}” does not set a recipe key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write key=value, for example learning_rate=2e-4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The recipe does not say how long to train: epochs and max_steps are both 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give epochs or max_steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The warm-up of {warmup} steps is not shorter than the run of {steps} steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower warmup_steps or raise max_steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up and flat part take {share} of the run and leave nothing for the cosine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower warmup_ratio or flat_ratio so that they add up to less than 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>packing and batch_tokens exclude each other: both decide how rows share a batch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set packing to false, or batch_tokens to 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>batch_tokens ({batch}) is less than max_tokens ({row}), so the longest row would not fit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise batch_tokens or lower max_tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>target_modules only means something with the method lora; this recipe trains all weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Set method to lora, or target_modules to &quot;all-linear&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run {run} is still going.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a run folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder that holds recipe.json and metrics.jsonl.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds a run already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another name, or resume that run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device} is in use by {holder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it ends, use the CPU, or pause it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An export is still running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it ends, or cancel it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is no run and no checkpoint of one, so it is not deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete it in a file manager if you are sure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is being written by another program and did not become free in time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is damaged: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use Repair, which copies what can be read into a new project. The damaged file stays as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be changed: it was opened read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other window that has it open, or check the permissions of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be read or written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the disk. What was saved before is unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project is being closed; nothing more is written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds something that no Timbre project has: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not trust this file. Use Repair to copy its rows into a new project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} could not be brought from version {from} to {to}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The copy made before the attempt stands beside it; nothing is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The rows do not exist any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply the view again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds no tokenizer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model folder needs tokenizer.json, tokenizer.model, a .tiktoken file, or vocab.json with merges.txt. Download the missing file into the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a valid tokenizer: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is damaged or was edited by hand. Get it again from where the model came from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} needs something that Timbre cannot do exactly: {what}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was guessed. Choose a model with a BPE tokenizer (byte-level, SentencePiece or tiktoken).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has a regular expression that cannot be used ({pattern}): {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizing was stopped because it would take too much time or memory ({what}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split the text into smaller parts. If this happens with ordinary text, the tokenizer file is damaged or hostile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tokenizer cannot be trained: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give more text, or choose another number of entries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template is not valid at line {line}, column {column}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the template that belongs to the model, or correct that place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template uses {what}, which Timbre does not support.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another template for this model, or rewrite that part.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template has {size} bytes; at most {limit} are accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that this is a chat template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template refuses this conversation: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the conversation as the message asks, or choose another template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template uses “{what}”, which this conversation does not have (template line {line}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the conversation what the template asks for, or choose another template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template failed at line {line}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that messages have the form this template expects, or choose another template.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chat template was stopped: it exceeds the limit on {which}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A template this expensive is refused to protect the program. Use the template that belongs to the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} has no chat template, and its vocabulary lacks the ChatML tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a chat model, or add a chat_template.jinja to the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer in message {message} cannot be found in the rendered template, so no loss mask can be made for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a template with generation marks, or train on all tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a conversation: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A conversation has a list “messages” whose entries have a role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no project in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder may have been moved or its disk unplugged. Remove it from the list, or plug the disk in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is not a Timbre project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder that holds a project.timbre made by this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} holds a project or other files already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a new or empty folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is open in another window (process {pid} on {host}); here it can only be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the other window to edit it here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} was written by a newer version of Timbre (file version {version}); here it can only be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update Timbre to edit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} is damaged. {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); the project is open for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the folder and its disk.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recipe</name>
    <message>
        <source>Adapted layers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The linear layers that get an adapter; &quot;all-linear&quot; takes every one except the output head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“lora” trains a small adapter beside frozen weights; “full” changes every weight and needs several times the memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rank</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the adapter; a higher rank can learn more and takes more memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How strongly the adapter counts; its output is multiplied by alpha / rank.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adapter dropout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the adapter&apos;s inputs switched off at random in training; helps against learning rows by heart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of each step; too low and the voice does not take, too high and the model breaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the learning rate falls during the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0; 0 takes the warm-up share instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warm-up share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of all steps in which the learning rate rises from 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flat share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With flat-cosine: share of all steps at the full rate between warm-up and cosine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With cosine and flat-cosine: the last learning rate as a share of the full one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often every row is seen; more epochs learn the rows better and forget more of the rest.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number of optimizer steps; 0 takes the epochs instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows (or packs of rows) that are computed at once; memory grows with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens per batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Groups rows of near-equal length up to this many tokens, padding included; 0 takes the batch size instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient accumulation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batches that are added up before each optimizer step; a larger effective batch without more memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gradient limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longer gradients are scaled down to this length; 0 switches the limit off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pulls weights towards 0 at every step; norms and biases are spared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long AdamW remembers the gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long AdamW remembers the size of the gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeps AdamW from dividing by 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decides every random choice of the run; the same seed on the same machine gives the same model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows with more tokens lose their end, which is reported; memory grows with the longest row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Packing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Puts several short rows into one sequence without letting them see each other; faster on many rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes the rows in a new random order in each epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tokens the model is taught: the answers, everything, or only the last answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the rows that is not trained on but measured, to see whether the model learns or memorises.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps between checkpoints; 0 makes one at the end of each epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checkpoints kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest checkpoints that stay on disk; the best one is kept besides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“auto” measures what this machine computes fastest; bf16 halves the memory of the weights.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ActionRegistry</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::BulkBar</name>
    <message>
        <source>Selected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::BulkPanel</name>
    <message>
        <source>Selected rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the selection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clean text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n different values now: %1.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>None of these rows has one now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same in all of these rows now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mixed now: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove tag %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Edit %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply to %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Up to %n row(s) will change</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 tokens now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Each of the %n field(s) is one undo step.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The change is one undo step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick the fields that shall be the same in all rows.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChartTableModel</name>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ChartView</name>
    <message>
        <source>not a number</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::CompareDialog</name>
    <message>
        <source>Two rows that say nearly the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep both only if two answers to one question are meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete row %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ConversationPanel</name>
    <message>
        <source>Add system prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Show %n more message(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Preferred answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained against</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The row has more than 1 MB of text. Export it, edit the file and import it again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetPage</name>
    <message>
        <source>Version %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokenizer %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No row matches the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was opened to look at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This project is read-only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::DatasetWords</name>
    <message>
        <source>Not a row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Placeholder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrong weight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken tool call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Incomplete pair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Same question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No question</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refusal phrase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Template refuses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invisible text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Near duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trim spaces at both ends</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make runs of spaces one space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full-width punctuation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Half-width punctuation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove invisible characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>edit of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>edit of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>edit of the conversation</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>adding of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>duplication of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>deletion of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>moving of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>split of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>tags of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>replacement in %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>clean-up of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>paste of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>import of %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>import of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::Dialog</name>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::EmptyPage</name>
    <message>
        <source>Teach the voice by example</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>50 to 100 conversations are usually enough for a persona. Ten are enough to start checking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a persona</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start with the rows of a persona that already speaks, and change them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>JSONL or a JSON array of messages, texts or preference pairs. Bad lines are set aside with the reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From Excel, WPS or Sheets. You map the columns before anything is added.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the first row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A question and the answer you would like to hear.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop files anywhere on this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop files here or choose them</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::EmptyProjectRow</name>
    <message>
        <source>Empty project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a persona and write the first row yourself.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::FileDialog</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows, %2 %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::FilterBar</name>
    <message>
        <source>Search rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens &gt; %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split: all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 to %2 tokens</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::FormRow</name>
    <message>
        <source>Back to the default</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::Format</name>
    <message>
        <source>%1 %</source>
        <extracomment>A percentage: English writes 38.6 %, Chinese 38.6%</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM</source>
        <extracomment>Day and month, in QDate&apos;s format: 12 Nov</extracomment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::Histogram</name>
    <message numerus="yes">
        <source>%1 to %2: %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::HistoryMirror</name>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ImportReport</name>
    <message>
        <source>%1 rows were added, %2 lines were set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The lines that were set aside are kept in the project with their reason. The import is one undo step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines that were set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first %1 are shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save this list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::MainWindow</name>
    <message>
        <source>No project is open</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::MessageItem</name>
    <message>
        <source>Message menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, message %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Role: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not train on this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train on this answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::NewProjectDialog</name>
    <message>
        <source>New project from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) to start with. Change every one.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>A project is one folder with your rows, runs and chats.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made when you press the button. It must be new or empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder for projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A project needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the whole path of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::Notice</name>
    <message>
        <source>Close notice</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::NoticeStack</name>
    <message>
        <source>Notices</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::NumbersStrip</name>
    <message>
        <source>%1 %</source>
        <comment>a share; English has a space before the sign, Chinese has none</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>avg %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows counted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default for this many rows: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Total</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length, limit %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row lengths</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Row lengths: median %1, 95 % below %2, longest %3 tokens; %4 above the limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hosted price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / 1M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimate, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 at %3 per million tokens, price of %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counted with the chosen model&apos;s tokenizer: the service counts slightly differently.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::PasteDialog</name>
    <message>
        <source>Paste cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 rows with %2 columns are on the clipboard. Say what each column is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not pasted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first row is a header</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Add %n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Overwrite from row %1 on: %2 rows change, %3 are added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overwrite from row %1 on: %2 rows change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No column is chosen: nothing would be pasted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two columns are the same cell. Choose another for one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the first %1 columns can be pasted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The paste is one undo step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paste over rows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::PriceModel</name>
    <message>
        <source>New price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service and model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Per million tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Currency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Price of</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemList</name>
    <message>
        <source>Go to row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemModel</name>
    <message>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2, %3. %4</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProblemsPanel</name>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 rows checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors keep a row out of training. Warnings do not.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide problems</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::ProjectButton</name>
    <message>
        <source>Project %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::RecentRow</name>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1 from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>timbre::ui::ReplaceDialog</name>
    <message>
        <source>Replace text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected rows (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All rows of the view (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cells</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Match case</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowDelegate</name>
    <message>
        <source>Empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of row %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowTableModel</name>
    <message>
        <source>Not checked yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked, no problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not counted yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tags</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::RowTableView</name>
    <message>
        <source>Rows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Columns</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::RunStrip</name>
    <message>
        <source>Resume %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1, %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::SettingsDialog</name>
    <message>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes effect at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Short fades. Off when the system asks for less motion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Devices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train and chat on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Used for new runs and chats. A run that lives keeps its device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fastest that works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compute threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n thread(s) on this computer. Fewer leave room for other programs.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with tokenizer rank files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tokenizer rank files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with cl100k_base.tiktoken and o200k_base.tiktoken. With them hosted prices are counted with the service&apos;s own tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training prices of hosted services per million tokens, shown beside your own GPU&apos;s time. They change: edit them and their date.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove price</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shipped prices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore defaults</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::Sidebar</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, memory %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::TemplateCard</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>New project from %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenLegend</name>
    <message>
        <source>context, not trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained stop token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>template</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::TokenView</name>
    <message>
        <source>Tokens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Token %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>timbre::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a language model a voice, on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from a persona</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each is an ordinary project. Change every row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Examples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a table of conversations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>base and tuned, one prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>merged and verified</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
