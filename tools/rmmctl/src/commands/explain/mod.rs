// SPDX-License-Identifier: GPL-2.0

//! The way from an address to memory in words: which structure leads to the next one.
//!
//! The sentences only repeat what `RMM_TRANSLATE` returned. Each has an English and a Chinese text
//! side by side, so that they cannot drift apart.

mod kinds;

use crate::language::ExplainLanguage;
use kinds::{
    page_kind_text,
    vma_kind_text, //
};
use rmm::{
    abi::{
        names::{
            PageKind,
            TableLevel,
            VmaFlag,
            VmaKind, //
        },
        translate::{
            EntryFlag,
            EntryState,
            TranslateArgs,
            TranslateLevelRecord, //
        },
        NamedBits, //
    },
    escape_name,
    present,
    set_words,
    TranslatedAddress, //
};

/// Bits of an address that are an index into one table.
const INDEX_BITS: u32 = 9;
const PAGE_SHIFT: u32 = 12;
const ENTRY_SIZE: u64 = 8;

/// One structure on the way, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExplainedStep {
    /// The kernel's word for the structure.
    pub(super) structure: &'static str,
    /// What it leads to.
    pub(super) text: String,
}

impl ExplainedStep {
    /// Both, as one line.
    pub(super) fn line(&self) -> String {
        format!("{}: {}", self.structure, self.text)
    }
}

/// Explains a translation. `process` is how the caller named the process.
pub(super) fn explain(
    found: &TranslatedAddress,
    process: &str,
    language: ExplainLanguage,
) -> Vec<ExplainedStep> {
    let mut explanation = AddressExplanation {
        found: &found.record,
        language,
        steps: Vec::new(),
    };
    explanation.explain_mm(process);
    if !explanation.explain_vma(&found.name) {
        return explanation.steps;
    }
    explanation.explain_levels();
    explanation.explain_page();
    explanation.explain_file();
    explanation.steps
}

struct AddressExplanation<'a> {
    found: &'a TranslateArgs,
    language: ExplainLanguage,
    steps: Vec<ExplainedStep>,
}

impl AddressExplanation<'_> {
    fn say(&mut self, structure: &'static str, english: String, chinese: String) {
        let text = self.language.pick(english, chinese);
        self.steps.push(ExplainedStep { structure, text });
    }

    fn explain_mm(&mut self, process: &str) {
        let address = self.found.address;
        self.say(
            "mm",
            format!(
                "task_struct.mm of process {process} is its mm_struct. mm_struct.mm_mt has the VMAs, \
                 and mm_struct.pgd is the top page table. The address is {address:x}."
            ),
            format!(
                "进程 {process} 的 task_struct.mm 指向它的 mm_struct：mm_struct.mm_mt 是 VMA 树，\
                 mm_struct.pgd 是顶级页表。要翻译的地址是 {address:x}。"
            ),
        );
    }

    /// Returns whether there is a VMA.
    fn explain_vma(&mut self, name: &[u8]) -> bool {
        let found = self.found;
        let (Some(start), Some(end)) = (present(found.vma_start), present(found.vma_end)) else {
            self.say(
                "vma",
                "No VMA covers the address, so an access is SIGSEGV. No page table was read."
                    .to_owned(),
                "没有 VMA 覆盖这个地址，访问它会收到 SIGSEGV；没有读任何页表。".to_owned(),
            );
            return false;
        };
        let has = |flag: u64, letter| {
            if found.vma_flags & flag != 0 {
                letter
            } else {
                '-'
            }
        };
        let permissions: String = [
            has(VmaFlag::READ, 'r'),
            has(VmaFlag::WRITE, 'w'),
            has(VmaFlag::EXEC, 'x'),
            if found.vma_flags & VmaFlag::SHARED != 0 {
                's'
            } else {
                'p'
            },
        ]
        .into_iter()
        .collect();
        let kind = VmaKind::from_raw(found.vma_kind);
        let name = match name {
            [] => String::new(),
            name => format!(" {}", escape_name(name)),
        };
        self.say(
            "vma",
            format!(
                "vm_area_struct {start:x}-{end:x} {permissions}{name} covers it: {}.",
                vma_kind_text(kind, ExplainLanguage::English)
            ),
            format!(
                "vm_area_struct {start:x}-{end:x} {permissions}{name} 覆盖了它：{}。",
                vma_kind_text(kind, ExplainLanguage::Chinese)
            ),
        );
        true
    }

    fn explain_levels(&mut self) {
        let levels = self.found.levels;
        // The frame of the table that the current level is in; the kernel has no number for the top.
        let mut table = None;
        for (at, record) in levels.iter().enumerate() {
            let state = EntryState::from_raw(record.state);
            if state == Some(EntryState::Unreached) {
                break;
            }
            let Some(level) = TableLevel::from_raw(at as u32) else {
                break;
            };
            if state == Some(EntryState::Folded) {
                let name = level.text().to_uppercase();
                self.say(
                    level.text(),
                    format!("The kernel uses four levels: the {name} is folded into the PGD."),
                    format!("内核使用四级页表：{name} 折叠进 PGD。"),
                );
                continue;
            }
            self.explain_entry(level, record, state, table);
            table = present(record.pfn);
        }
    }

    /// The lowest bit of the address that is an index into a table of this level.
    fn shift(&self, level: TableLevel) -> u32 {
        let below = TableLevel::Pte as u32 - level as u32;
        let p4d = self.found.levels[TableLevel::P4d as usize].state;
        let folded = u32::from(level == TableLevel::Pgd && p4d == EntryState::Folded as u32);
        PAGE_SHIFT + INDEX_BITS * (below - folded)
    }

    fn explain_entry(
        &mut self,
        level: TableLevel,
        record: &TranslateLevelRecord,
        state: Option<EntryState>,
        table: Option<u64>,
    ) {
        let shift = self.shift(level);
        let index = (self.found.address >> shift) & ((1 << INDEX_BITS) - 1);
        let (low, high) = (shift, shift + INDEX_BITS - 1);
        let name = level.text().to_uppercase();
        let place = table.map(|frame| (frame << PAGE_SHIFT) + index * ENTRY_SIZE);
        let place = place.map_or(String::new(), |place| format!(" @ {place:x}"));
        let value = present(record.entry).map_or(String::new(), |entry| format!(" = {entry:x}"));
        let entry_en = format!("{name}[{index}]{place}{value} (address bits {low}-{high})");
        let entry_zh = format!("{name}[{index}]{place}{value}（地址的第 {low}-{high} 位）");
        let (says_en, says_zh) = match state {
            Some(EntryState::Table) => self.table_text(level, record),
            Some(EntryState::Leaf) => self.leaf_text(level, record),
            Some(EntryState::None) => (
                "is empty: nothing was mapped here yet, and the next access is a page fault"
                    .to_owned(),
                "为空：这里还没有映射，下一次访问会产生缺页".to_owned(),
            ),
            Some(EntryState::NotPresent) => self.nonpresent_text(),
            _ => (
                "has a form that this version does not know".to_owned(),
                "的形式是本版本不认识的".to_owned(),
            ),
        };
        self.say(
            level.text(),
            format!("{entry_en} {says_en}."),
            format!("{entry_zh}{says_zh}。"),
        );
    }

    fn table_text(&self, level: TableLevel, record: &TranslateLevelRecord) -> (String, String) {
        let next = self.next_level(level).text().to_uppercase();
        match present(record.pfn) {
            Some(frame) => (
                format!("points to a {next} table in page frame {frame:x}"),
                format!("指向页帧 {frame:x} 里的 {next} 表"),
            ),
            None => (
                format!("points to a {next} table"),
                format!("指向一个 {next} 表"),
            ),
        }
    }

    fn next_level(&self, level: TableLevel) -> TableLevel {
        let mut next = level as usize + 1;
        while self
            .found
            .levels
            .get(next)
            .is_some_and(|record| record.state == EntryState::Folded as u32)
        {
            next += 1;
        }
        TableLevel::from_raw(next as u32).unwrap_or(TableLevel::Pte)
    }

    fn leaf_text(&self, level: TableLevel, record: &TranslateLevelRecord) -> (String, String) {
        let size = match level {
            TableLevel::Pud => "1 GiB",
            TableLevel::Pmd => "2 MiB",
            _ => "4 KiB",
        };
        let bits: Vec<&str> = set_words(EntryFlag::NAMES, record.bits).collect();
        let bits = bits.join(" ");
        let (mut english, mut chinese) = match present(record.pfn) {
            Some(frame) => (
                format!("is a leaf: it maps {size} from page frame {frame:x} on, {bits}"),
                format!("是叶子：从页帧 {frame:x} 起映射 {size}，标志 {bits}"),
            ),
            None => (
                format!("is a leaf: it maps {size}, {bits}"),
                format!("是叶子：映射 {size}，标志 {bits}"),
            ),
        };
        if record.bits & EntryFlag::PROTNONE != 0 {
            english += "; only the kernel sees it as present (PROT_NONE or a NUMA hint)";
            chinese += "；只有内核认为它存在（PROT_NONE 或 NUMA 提示）";
        }
        (english, chinese)
    }

    fn nonpresent_text(&self) -> (String, String) {
        let kind = PageKind::from_raw(self.found.page_kind);
        let swap = (
            present(self.found.swap_type),
            present(self.found.swap_offset),
        );
        let (english, chinese) = match (kind, swap) {
            (Some(PageKind::Swap), (Some(device), Some(offset))) => {
                return (
                    format!("is a swap entry: slot {offset} of swap device {device}"),
                    format!("是交换项：交换设备 {device} 的第 {offset} 个槽"),
                )
            }
            (Some(PageKind::Swap), _) => ("is a swap entry", "是交换项"),
            (Some(PageKind::Migration), _) => (
                "is a migration entry: the page is being moved, and an access waits",
                "是迁移项：页面正在迁移，访问者要等待",
            ),
            (Some(PageKind::DevicePrivate), _) => (
                "stands for a page in the private memory of a device",
                "代表设备私有内存里的一页",
            ),
            (Some(PageKind::DeviceExclusive), _) => (
                "stands for a page that a device uses exclusively",
                "代表被设备独占的一页",
            ),
            (Some(PageKind::Hwpoison), _) => (
                "stands for a hardware-poisoned page: an access is SIGBUS",
                "代表硬件毒化的页面：访问它会收到 SIGBUS",
            ),
            (Some(PageKind::MarkerUffdWp), _) => (
                "is a marker: write-protected by userfaultfd, without a page",
                "是标记：被 userfaultfd 写保护，没有页面",
            ),
            (Some(PageKind::MarkerPoison), _) => (
                "is a marker: poisoned, an access is SIGBUS",
                "是标记：已毒化，访问它会收到 SIGBUS",
            ),
            (Some(PageKind::MarkerGuard), _) => (
                "is a marker: a guard region, an access is SIGSEGV",
                "是标记：保护区，访问它会收到 SIGSEGV",
            ),
            _ => (
                "is nonpresent, of a kind that this version does not know",
                "不存在，种类是本版本不认识的",
            ),
        };
        (english.to_owned(), chinese.to_owned())
    }

    /// The page and its folio, if the last entry stands for one.
    fn explain_page(&mut self) {
        let found = self.found;
        let kind = PageKind::from_raw(found.page_kind);
        let kind_en = page_kind_text(kind, ExplainLanguage::English);
        let kind_zh = page_kind_text(kind, ExplainLanguage::Chinese);
        let (Some(kind_en), Some(kind_zh)) = (kind_en, kind_zh) else {
            return;
        };
        let offset = found.address & ((1 << PAGE_SHIFT) - 1);
        let frame = present(found.pfn);
        let (frame_en, frame_zh) = match frame {
            Some(frame) => (
                format!(
                    " {frame:x}, and the byte is at physical address {:x}",
                    (frame << PAGE_SHIFT) + offset
                ),
                format!(
                    " {frame:x}，字节的物理地址是 {:x}",
                    (frame << PAGE_SHIFT) + offset
                ),
            ),
            None => (
                " (hidden without CAP_SYS_ADMIN)".to_owned(),
                "（没有 CAP_SYS_ADMIN 时隐藏）".to_owned(),
            ),
        };
        let (node_en, node_zh) = match u32::try_from(found.node) {
            Ok(node) => (format!(" on node {node}"), format!("，在节点 {node} 上")),
            Err(_) => Default::default(),
        };
        self.say(
            "page",
            format!("The address is in {kind_en}{node_en}: page frame{frame_en}."),
            format!("这个地址在{kind_zh}里{node_zh}：页帧{frame_zh}。"),
        );
        let Some(order) = present(found.folio_order) else {
            return;
        };
        let pages = 1u64 << order.min(63);
        let number = |value: u64| present(value).map_or("-".to_owned(), |value| value.to_string());
        let index = present(found.folio_index);
        let (part_en, part_zh) = match index {
            Some(index) if order != 0 => (
                format!("page {index} of a folio of {pages} pages (order {order})"),
                format!("{pages} 页（{order} 阶）folio 的第 {index} 页"),
            ),
            _ if order != 0 => (
                format!("part of a folio of {pages} pages (order {order})"),
                format!("{pages} 页（{order} 阶）folio 的一部分"),
            ),
            _ => (
                "a folio of one page (order 0)".to_owned(),
                "只有一页的 folio（0 阶）".to_owned(),
            ),
        };
        let mapcount = number(found.folio_mapcount);
        let references = number(found.folio_refcount);
        let page_mapcount = present(found.mapcount);
        let (own_en, own_zh) = match page_mapcount {
            Some(count) => (
                format!(", {count} of them map this page"),
                format!("，其中 {count} 个映射本页"),
            ),
            None => Default::default(),
        };
        self.say(
            "folio",
            format!(
                "The page is {part_en}. {mapcount} entries map parts of the folio{own_en}, and it has \
                 {references} references."
            ),
            format!("本页是{part_zh}。{mapcount} 个页表项映射这个 folio{own_zh}，引用计数 {references}。"),
        );
    }

    fn explain_file(&mut self) {
        let found = self.found;
        let (Some(offset), Some(inode)) = (present(found.file_offset), present(found.inode)) else {
            return;
        };
        let (major, minor) = (found.dev_major, found.dev_minor);
        self.say(
            "file",
            format!(
                "vm_area_struct.vm_file is inode {inode} of device {major}:{minor}; the address is at \
                 offset {offset} in it."
            ),
            format!(
                "vm_area_struct.vm_file 是设备 {major}:{minor} 的 inode {inode}；地址在文件的偏移 \
                 {offset} 处。"
            ),
        );
    }
}

#[cfg(test)]
mod tests;
