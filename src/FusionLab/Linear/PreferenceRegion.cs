namespace FusionLab.Linear;

/// <summary>The regions of figure 4c. In II and III the preference is superficial.</summary>
public enum PreferenceRegion
{
    /// <summary>A is learned first and contributes more.</summary>
    I,

    /// <summary>B is learned first but A contributes more: superficial.</summary>
    II,

    /// <summary>A is learned first but B contributes more: superficial (eq. 11).</summary>
    III,

    /// <summary>B is learned first and contributes more.</summary>
    IV,
}
