"""Models of two layers with random or briefly trained weights, made on the spot: nothing can be fetched here."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

WORDS = [
    *("query", "passage", ":", "the", "price", "of", "a", "plan", "is", "ten", "twenty", "dollars", "who", "may"),
    *("approve", "it", "refund", "dog", "rain"),
]
_SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_SHAPE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}


def small_bert(folder: Path, *, prompts: dict[str, str] | None = None, positions: int = 512) -> Path:
    """An embedding model of BERT's kind: CLS pooling, and prompts of its own if wished."""
    from transformers import BertConfig, BertModel

    config = BertConfig(vocab_size=len(_SPECIALS) + len(WORDS), max_position_embeddings=positions, **_SHAPE)
    return _embedding_model(BertModel, config, _bert_tokenizer(_parts(folder)), folder, "cls", prompts)


def small_roberta(folder: Path, *, positions: int) -> Path:
    """An embedding model of XLM-RoBERTa's kind, whose positions begin behind the place kept for padding."""
    from transformers import XLMRobertaConfig, XLMRobertaModel

    tokenizer = _roberta_tokenizer()
    config = XLMRobertaConfig(vocab_size=len(tokenizer), max_position_embeddings=positions, pad_token_id=1, **_SHAPE)
    return _embedding_model(XLMRobertaModel, config, tokenizer, folder, "mean")


def small_cross_encoder(folder: Path, *, wanted: str = "refund", labels: int = 1) -> Path:
    """A cross-encoder that was trained, for a second, to prefer passages with one word whatever is asked."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    tokenizer = _bert_tokenizer(folder)
    config = BertConfig(
        vocab_size=len(tokenizer),
        num_labels=labels,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        **_SHAPE,
    )
    model: Any = BertForSequenceClassification(config)
    if labels == 1:
        _train(model, tokenizer, wanted)
    model.eval().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def small_table(folder: Path) -> Path:
    """A model that is only a table of words' vectors, without a network to convert."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(7)
    tokenizer = _bert_tokenizer(_parts(folder)).backend_tokenizer
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=32)], device="cpu").save(str(folder))
    return folder


def _parts(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}-parts")


def _embedding_model(  # noqa: PLR0917 -- a model is made of many parts
    kind: Any, config: Any, tokenizer: Any, folder: Path, pooling: str, prompts: dict[str, str] | None = None
) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    torch.manual_seed(7)
    parts = _parts(folder)
    kind(config).save_pretrained(parts)
    tokenizer.save_pretrained(parts)
    modules = [Transformer(str(parts)), Pooling(config.hidden_size, pooling_mode=pooling)]
    model = SentenceTransformer(modules=modules, prompts=prompts, device="cpu")
    model.save(str(folder))
    return folder


def _bert_tokenizer(folder: Path) -> Any:
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join((*_SPECIALS, *WORDS)), encoding="utf-8")
    return BertTokenizerFast(str(vocabulary))


def _roberta_tokenizer() -> Any:
    """Trained on the spot, with XLM-RoBERTa's special tokens in their places."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    specials = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=specials, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator([" ".join(WORDS)] * 20, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", cls_token="<s>", eos_token="</s>", sep_token="</s>",
        pad_token="<pad>", unk_token="<unk>", model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip


def _train(model: Any, tokenizer: Any, wanted: str) -> None:
    import torch

    chance = random.Random(7)
    others = [word for word in WORDS if word != wanted]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(120):
        passages = [[*chance.choices(others, k=chance.randint(2, 12)), *([wanted] * (at % 2))] for at in range(32)]
        for passage in passages:
            chance.shuffle(passage)
        questions = [" ".join(chance.choices(WORDS, k=4)) for _ in passages]
        batch = tokenizer(questions, [" ".join(passage) for passage in passages], padding=True, return_tensors="pt")
        labels = torch.tensor([[float(at % 2)] for at in range(32)])
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model(**batch).logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
