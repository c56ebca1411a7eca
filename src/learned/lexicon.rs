//! Words that attacks and innocent look-alikes are made of, by class, in several languages.
//!
//! A class stands for its words in the n-grams of the model, so that what was learned of one word
//! holds for the others and for other languages. Words are written without accents, as the folded
//! view shows them; Han words count by their first two characters.

/// The class of words of which nothing is known.
pub(super) const OTHER: u8 = 0;
/// The start of a sentence.
pub(super) const START: u8 = 1;
/// A number.
pub(super) const NUMBER: u8 = 2;
/// A word with digits in it.
pub(super) const MIXED: u8 = 3;
/// A run of punctuation.
pub(super) const SIGN: u8 = 4;
/// The class of the first entry of [`LEXICON`].
pub(super) const FIRST: u8 = 5;
/// How many entries at the start of [`LEXICON`] carry meaning; the others are words of grammar.
pub(super) const STRONG: u8 = 26;

/// What a class is called.
pub(crate) fn name_of(class: u8) -> &'static str {
    let named = usize::from(class).checked_sub(usize::from(FIRST)).and_then(|at| LEXICON.get(at));
    match (named, class) {
        (Some((name, _)), _) => name,
        (None, NUMBER) => "number",
        (None, MIXED) => "mixed",
        (None, SIGN) => "sign",
        (None, _) => "other",
    }
}

/// The name of a class and its words, parted by spaces.
pub(super) const LEXICON: &[(&str, &str)] = &[
    (
        "override",
        "ignore ignores ignored ignoring disregard disregards disregarded disregarding forget forgets forgetting \
         bypass bypasses bypassed bypassing override overrides overriding overridden overrule neglect discard discarding \
         violate violating abandon erase circumvent evade nullify supersede supersedes supercede overwrite dismiss \
         ignoriere ignorieren ignorier ignoriert vergiss vergesse vergessen vergesst missachte missachten umgehe umgehen \
         verwirf uberschreibe ubergehe ignora ignoren ignorar olvida olvide olviden olvidate olvidar descarta descarte \
         omite desobedece evade ignorez ignorer oublie oubliez oublier neglige negligez contourne contournez outrepasse \
         dimentica dimenticate ignorate trascura esqueca esquece desconsidere desconsidera zaboravi ignoruj zapomnij \
         игнорируй игнорируйте игнорировать проигнорируй проигнорируйте забудь забудьте забыть отбрось обойди обойти \
         отмени 忽略 无视 忘记 忘掉 忘了 抛开 绕过 跳过 不理 無視 忽視 忘れ 무시 잊어 ignorar ignore \
         scrap scraps ditch unlearn rescind revoke nullify invalidate negeer vergeet zignoruj pomin unut \
         unutun yoksay gormezden 무시하고 무시해 무시하세요 무시하라 잊어 잊어버려 잊고 تجاهل تجاهلي انس انسى اهمل अनदेखा भूल भूलो \
         भूलकर नज़रअंदाज नजरअंदाज अनदेखी",
    ),
    (
        "prior",
        "previous previously prior above preceding earlier foregoing former initial original preexisting aforementioned \
         vorherigen vorherige vorheriger bisherigen bisherige obigen obige vorigen vorangegangenen vorangehenden \
         ursprunglichen fruheren zuvor anteriores anterior previas previos previa previo originales iniciales precedentes \
         precedente precedents precedent anterieures anterieurs initiales initiale ci-dessus dessus precedenti anteriormente \
         предыдущие предыдущих предыдущими предыдущую прежние прежних прошлые вышеуказанные вышесказанное ранее исходные \
         之前 以上 先前 上面 前面 此前 前述 原先 以前 上述 이전 \
         vorige eerdere bovenstaande poprzednie wczesniejsze powyzsze onceki yukaridaki 이전의 앞선 위의 기존 기존의 \
         지금까지의 السابقة السابق أعلاه पिछले पिछली पूर्व ऊपर",
    ),
    (
        "instruction",
        "instruction instructions instructs instructed directive directives guideline guidelines prompt prompts command \
         commands orders preprompt programming briefing anweisung anweisungen instruktion instruktionen befehl befehle \
         vorgaben vorgabe richtlinien eingabe eingaben aufforderung instruccion instrucciones ordenes orden indicaciones \
         directrices consigne consignes instructions directives ordres directive istruzioni instrucoes comandos \
         инструкция инструкции инструкций инструкциям инструкциями указания указаний указаниям команды команд директивы \
         промпт промпта подсказку 指令 指示 提示 命令 说明 提示词 지시 プロンプト 要求 \
         guidance preamble instructies opdrachten instrukcje polecenia talimatlari talimatlar komutlari 지시를 \
         지시사항 지시사항을 명령 명령을 명령어 프롬프트 프롬프트를 التعليمات تعليمات تعليماتك الأوامر أوامر निर्देश निर्देशों आदेश \
         आदेशों प्रॉम्प्ट",
    ),
    (
        "rule",
        "rule rules restriction restrictions limitation limitations policy policies filter filters safeguard safeguards \
         guardrail guardrails constraint constraints censorship protocol protocols safety ethics ethical moral morals \
         boundaries compliance moderation regel regeln beschrankungen einschrankungen filter grenzen sicherheitsrichtlinien \
         reglas restricciones limites politicas filtros normas regles restrictions limites filtres regole restrizioni \
         regras restricoes правила правил ограничения ограничений фильтры цензура цензуры этика 规则 限制 约束 过滤 \
         政策 道德 审查 規則 制限 \
         regels beperkingen zasady reguly ograniczenia ograniczen kurallari kurallar kisitlama 규칙 규칙을 제한 제한이 \
         제약 القواعد قواعد القيود قيود नियम नियमों प्रतिबंध",
    ),
    (
        "system",
        "system systems developer developers hidden internal backend admin administrator root sudo superuser kernel \
         configuration config konfiguration systemprompt entwickler versteckten versteckte interne sistema sistemas oculto \
         ocultas interno systeme cache caches interne systeme системный системные системного системная системные скрытые \
         скрытую разработчик разработчика 系统 开发 内部 隐藏 後台 后台 システム 管理 \
         systemu systemowy sistem 시스템 개발자 النظام सिस्टम",
    ),
    (
        "secret",
        "password passwords passphrase passphrases secret secrets credential credentials codeword codewords passcode \
         passcodes key keys token tokens flag confidential passwort kennwort geheimnis geheime geheimen losungswort schlussel \
         contrasena contrasenas clave claves secreto secreta secretos mot motdepasse secrete secretes cle passe segreto senha \
         segreda пароль пароля пароли паролю секрет секретный секретное секретные ключ ключи 密码 口令 秘密 密钥 机密 \
         暗号 パスワード 비밀 \
         wachtwoord geheim haslo hasla sifre sifreyi parola 비밀번호 비밀번호를 암호 암호를 المرور السر السرية पासवर्ड \
         गुप्त",
    ),
    (
        "tell",
        "reveal reveals revealing show shows print prints output outputs display repeat repeats tell disclose disclosing \
         expose leak leaking dump spell recite echo paste summarize summarise quote verbatim confess divulge verrate zeig \
         zeige zeigen nenne nenn sag sage wiederhole gib ausgeben offenbare drucke schreib schreibe muestra muestrame revela \
         revelame dime di repite imprime escribe muestre dis montre montrez revele revelez repete repetez affiche affichez \
         donne donnez ecris rivela mostra dimmi mostre diga repita покажи покажите скажи скажите раскрой выведи повтори \
         напечатай напиши назови сообщи 告诉 显示 输出 重复 打印 透露 展示 泄露 说出 教えて 表示 出力 알려 \
         toon vertel onthul herhaal pokaz powiedz ujawnij wypisz powtorz goster soyle acikla yazdir 알려줘 보여줘 \
         출력해 출력해줘 말해 말해줘 공개해 اكشف أظهر اعرض أخبرني اطبع كرر बताओ बताइए दिखाओ दिखाइए दोहराओ",
    ),
    (
        "persona",
        "persona personas character characters role roles roleplay roleplaying pretend pretends pretending simulate simulates \
         simulating imagine impersonate act acts acting play plays playing behave rolle tu spiele spiel stell verhalte agiere \
         simuliere handle actua actuar actue finge simula imagina papel personaje juega joue jouez agis agissez imagine fais \
         imaginez role simule recita fingi aja finja роль роли притворись представь веди действуй сыграй изображай 扮演 角色 \
         假装 假设 模拟 想象 充当 演じ \
         udawaj alsof davran 역할 역할을 척 تظاهر تصرف भूमिका नाटक",
    ),
    (
        "model",
        "ai ais assistant assistants chatbot chatbots bot bots llm llms gpt chatgpt openai claude gemini bard llama copilot \
         mistral deepseek grok alexa siri ki ia assistent assistenten sprachmodell asistente modelo assistant modele assistente \
         ии ассистент ассистента помощник модель бот нейросеть 助手 人工 智能 模型 机器 アシス 챗봇 \
         asystent asistan zeka 인공지능 مساعد الذكاء एआई सहायक",
    ),
    (
        "lawless",
        "unrestricted unfiltered uncensored amoral jailbreak jailbreaks jailbroken jailbreaking dan unethical immoral illegal \
         harmful evil unlimited unbound unhinged lawless stan dude aim freed limitless unshackled uneingeschrankt unzensiert \
         skrupellos unmoralisch boshaft sinrestricciones malvado inmoral ilegal libre immoral illegal malveillant debride \
         неограниченный неограниченная злой аморальный незаконный 越狱 不受 无限 邪恶 非法 自由 無制限",
    ),
    (
        "mode",
        "mode modes dev debug debugging maintenance diagnostic diagnostics god opposite unlocked unlock enabled disabled \
         activated activate enable disable deactivate override modus aktiviert aktiviere modo activado active activez \
         mode режим режиме режима включи активирован активируй 模式 启用 激活 开启 解锁 关闭 モード",
    ),
    (
        "now",
        "now henceforth onwards onward anymore longer instead nun jetzt nunmehr ab ahora adelante desormais maintenant ora \
         agora теперь отныне сейчас вместо 现在 从现 今后 接下 从此 今から \
         odtad teraz artik simdi 이제 이제부터 지금부터 الآن अब",
    ),
    (
        "respond",
        "answer answers answering respond responds responding reply replies response responses complete comply comply obey \
         follow following follows refuse refuses decline apologize antworte antworten antwort befolge folge gehorche responde \
         respuesta obedece sigue repond repondez reponse obeis suis suivez rispondi responda resposta отвечай ответь ответ \
         ответы следуй выполняй подчиняйся отказывайся 回答 回复 遵守 遵循 服从 拒绝 答え \
         대답해 대답하세요 답해 أجب رد जवाब उत्तर",
    ),
    (
        "task",
        "task tasks goal goals objective objectives mission request requests query queries assignment todo aufgabe aufgaben \
         ziel auftrag tarea tareas objetivo mision tache taches objectif compito tarefa задача задачу задачи цель задание \
         任务 目标 请求 工作 タスク",
    ),
    (
        "encode",
        "base64 rot13 hex hexadecimal reverse reversed backwards morse cipher caesar encode encoded encoding decode decoded \
         decoding binary leetspeak emoji emojis acrostic rhyme rhymes hint hints synonym letter letters uppercase lowercase \
         hyphen reversal pig latin ascii unicode anagram ruckwarts buchstaben kodiere verschlusselt codifica letras codigo \
         codez lettres encodez закодируй буквы наоборот шифр 编码 反向 字母 倒序 解码",
    ),
    (
        "transfer",
        "send sends sending forward forwards email emails mail transfer wire pay payment post posts upload uploads submit \
         deliver share transmit exfiltrate curl fetch get webhook sende schicke uberweise leite envia enviar manda transfiere \
         reenvia envoie envoyez transfere transferez transmets invia envie отправь отправьте перешли переведи переслать \
         发送 转发 转账 发给 上传 寄给 送信",
    ),
    (
        "change",
        "delete deletes remove removes create creates add adds update updates change changes modify install execute run runs \
         open click visit navigate invoke call book reserve cancel schedule invite buy purchase grant accept approve reset \
         download subscribe order rename append insert include replace losche entferne erstelle fuge andere offne besuche \
         elimina borra crea anade agrega cambia abre visita ejecuta supprime supprimez cree creez ajoutez ajoute modifie \
         ouvrez cliquez executez удали удалите создай добавь измени открой запусти посети выполни закажи 删除 创建 添加 \
         修改 打开 访问 执行 点击 预订 购买 运行",
    ),
    (
        "asset",
        "account accounts bank iban wallet bitcoin credit card balance address addresses contact contacts calendar inbox file \
         files folder database data document documents conversation history link links url website attachment api ssn number \
         konto bankkonto daten adresse dateien datei cuenta datos archivo archivos correo enlace compte donnees fichier lien \
         adresse аккаунт счет данные файл файлы почту ссылку адрес 账户 账号 数据 文件 邮件 链接 地址 银行 网址",
    ),
    (
        "make",
        "write writes generate generates summarise translate explain list describe compose draft rewrite provide produce \
         classify compute calculate analyze analyse compare suggest recommend give find correct paraphrase extract convert \
         ubersetze erklare beschreibe erstelle fasse traduce explica genera resume describe traduis traduisez expliquez \
         ecrivez resumez genere переведи объясни опиши составь придумай 翻译 解释 生成 总结 描述 编写 写一",
    ),
    (
        "urgent",
        "important urgent attention warning notice critical urgently immediately stop alert note priority emergency wichtig \
         achtung dringend sofort stopp importante urgente atencion inmediatamente alto importante urgent attention arretez \
         immediatement важно внимание срочно немедленно стоп 重要 注意 紧急 立即 停止 警告 马上",
    ),
    (
        "user",
        "user users human humans customer customers reader readers client nutzer benutzer anwender usuario usuarios cliente \
         utilisateur utilisateurs utente usuario пользователь пользователя пользователю пользователем 用户 使用者 客户 人类",
    ),
    (
        "bad",
        "hack hacking bomb drug drugs weapon malware virus exploit crime criminal kill murder steal stealing meth porn nsfw \
         explicit violence violent racist offensive profanity swear fuck shit disinformation scam phishing hacke bombe droge \
         bomba droga arma drogue arme бомбу бомба наркотики взлом взломать 炸弹 毒品 黑客 武器 病毒 色情",
    ),
    (
        "learned",
        "told taught given asked said written stated received trained training learned provided everything beginning start \
         context conversation gesagt gelernt gegeben alles dicho dado todo dit donne tout сказано сказал данные все всё \
         所有 一切 全部 说过 告知 すべて",
    ),
    (
        "text",
        "text sentence sentences word words phrase phrases paragraph message messages string input inputs line lines contents \
         content texte satz satze worter wort texto frase palabra palabras mensaje phrase mot mots message текст слово слова \
         сообщение сообщения предложение 文本 句子 内容 单词 消息 文字 信息",
    ),
    (
        "agree",
        "pwned hacked understood confirm confirmed acknowledge yes sure absolutely ok okay certainly haha sorry",
    ),
    (
        "free",
        "free freely anything whatever unlimited regardless always never consequences warnings disclaimers disclaimer warning \
         consent permission authorized approved siempre jamas toujours immer nie всегда любые 任何 永远 始终",
    ),
    (
        "you",
        "you your yours yourself u ur youre du dein deine deinen deiner dir dich tu tus usted ti te vous votre vos ton ta toi ты тебя твои твой вы вас ваш ваши 你的 您的 你是 你要 你会 你将 あなた \
         twoje twoj swoj senin 너는 당신은 너의 당신의 네 أنت तुम आप तुम्हारे आपके अपना अपने",
    ),
    (
        "me",
        "i me my mine myself im ive we us our ich mir mich mein wir uns yo mi nosotros je moi mon ma nous я мне меня мой мы нас 我的 我们 我是 告我",
    ),
    (
        "not",
        "not dont doesnt didnt cannot cant wont isnt nor no none neither without nicht kein keine niemals ohne nunca sin ne pas jamais sans non не нет никогда без 不要 不得 不能 不会 没有 不是 别再 \
         bez olmadan 없는 없이 بدون بلا बिना नहीं मत",
    ),
    (
        "must",
        "must should shall have need needs required supposed ought will musst sollst sollen debes debe tienes dois devez doit deve должен должна должны 必须 应该 需要 将会",
    ),
    (
        "can",
        "can could may might would able want wants please bitte kannst konnen puede puedes podrias por peux pouvez voudrais можешь можете пожалуйста 可以 能够 请你 能不 请问",
    ),
    (
        "all",
        "all any every each entire whole both alle allen jede jeden todas todos toda toutes tous toute tutte tutti todos всех все всё каждый 所有 每个 \
         wszystkie wszystko tum butun 모든 모두 جميع كل सभी सब",
    ),
    (
        "this",
        "this that these those it its das dies diese dieser diesen esto este estas estos esta cette ces ce cela это эти этот этого 这个 这些 那个 那些 此外",
    ),
    (
        "the",
        "the a an der die den dem ein eine einen el la los las un una le les une des du de il lo gli o os as um uma",
    ),
    ("to", "to for zu um fur para per pour чтобы для 为了"),
    ("of", "of from von aus del from do da dei из от"),
    ("in", "in on at into with within by as im mit auf bei en con dans avec sur em com в на с по"),
    (
        "and",
        "and or but then also und oder aber dann y e o pero et ou mais и или но а 并且 然后 但是 或者",
    ),
    (
        "be",
        "is are be was were been am being ist sind sein bist war es eres son ser est etes sont es e sao",
    ),
    (
        "if",
        "if when whenever unless because since so wenn falls weil si cuando porque quand lorsque parce если когда потому 如果 因为 所以",
    ),
    (
        "ask",
        "what who how why where which whose was wer wie warum welche wo que quien como donde cual quel quelle quels comment pourquoi ou qui что кто как почему где какой какая 什么 怎么 为什 如何 哪个 谁是",
    ),
    (
        "before",
        "before after first next finally last until while once bevor nachdem zuerst antes despues primero avant apres abord перед после сначала 之后 首先 最后",
    ),
    (
        "they",
        "he she they him her them his their er sie ihn ihre ihm ella ellos su sus il elle ils son sa ses leur он она они его ее их 他们 她们 他的",
    ),
    (
        "new",
        "new different another other following follows below updated neue neuen andere nueva nuevas nuevo otra nouvelle nouvelles autre новая новые новую другой 新的 以下 下面 其他",
    ),
    (
        "only",
        "only just exactly simply nothing nur einfach genau solo solamente seulement juste только просто 只要 仅仅 只能",
    ),
    (
        "do",
        "do does did doing done make makes made use using used lets let mache mach haz hacer fais faire сделай делай делать",
    ),
];
