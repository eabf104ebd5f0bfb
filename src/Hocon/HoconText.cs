using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorServer.Hocon;

/// <summary>
/// HOCON as a person has written it: whatever it is, it is read or refused. Akka's parser, which never sees it, takes some slips
/// for something else, does not return from others, and lacks what HOCON's users know: include, the environment, <c>+=</c>.
/// </summary>
internal static class HoconText
{
    /// <summary>Reads it; blank text is an empty configuration.</summary>
    /// <exception cref="FormatException">It is not HOCON; the message says why and in which line.</exception>
    public static Config Parse(string text) => ConfigOf(Read(text, new HoconSource("the text", null), HoconShorthands.None));

    /// <summary>Reads it as blocks, lists and scalars.</summary>
    /// <inheritdoc cref="Parse"/>
    public static HoconBlock Read(string text, HoconSource source, HoconShorthands shorthands) =>
        HoconResolver.Resolve(HoconParser.Parse(text, source, shorthands), Environment.GetEnvironmentVariable);

    /// <summary>The same for Akka.</summary>
    public static Config ConfigOf(HoconBlock block) => block.Fields.Count == 0 ? Config.Empty : new Config(new HoconRoot(ValueOf(block)));

    private static HoconValue ValueOf(HoconNode node)
    {
        var value = new HoconValue();
        value.AppendValue(ElementOf(node));
        return value;
    }

    private static IHoconElement ElementOf(HoconNode node)
    {
        switch (node)
        {
            case HoconBlock block:
                var fields = new HoconObject();
                foreach (var (key, child) in block.Fields)
                    fields.Items[key] = ValueOf(child);
                return fields;
            case HoconList list:
                var items = new HoconArray();
                items.AddRange(list.Items.Select(ValueOf));
                return items;
            default:
                return new HoconLiteral { Value = ((HoconScalar)node).Text };
        }
    }
}
