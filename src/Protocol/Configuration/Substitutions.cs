using Akka.Configuration.Hocon;

namespace ActorServer.Protocol.Configuration;

/// <summary>
/// Finds substitutions such as <c>a = ${a}</c> that lead back to where they stand, also by way of others. Akka's parser lets
/// them pass and whoever reads such a value overflows the stack, which no handler of exceptions can mend.
/// </summary>
internal static class Substitutions
{
    public static bool LeadInCircles(HoconValue value) => LeadInCircles(value, []);

    private static bool LeadInCircles(HoconValue value, HashSet<HoconValue> above)
    {
        if (!above.Add(value))
            return true;
        var found = value.Values.Any(element => Below(element).Any(child => LeadInCircles(child, above)));
        above.Remove(value);
        return found;
    }

    private static IEnumerable<HoconValue> Below(IHoconElement element) => element switch
    {
        HoconObject block => block.Items.Values,
        HoconArray list => list,
        HoconSubstitution { ResolvedValue: { } value } => [value],
        _ => [],
    };
}
