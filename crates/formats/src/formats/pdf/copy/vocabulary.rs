//! Names that the format itself has a meaning for (ISO 32000-2): they are never what somebody wrote into a file.

/// Of four letters and more: shorter names are no values.
const NAMES: &str = "\
    ADBE AFRelationship AIMetaData APRef ASCIIHexDecode AbsoluteColorimetric AcroForm ActualText Adobe After \
    AllOff AllOn Alpha Alternate Annot Annots AntiAlias AnyOff AnyOn Approved ArtBox Article Artifact AsIs \
    Ascent Attached Author AvgWidth BBox BEAD Background BaseEncoding BaseFont BaseState BaseVersion Before \
    BitsPerComponent BitsPerCoordinate BitsPerFlag BitsPerSample Black BlackPoint BleedBox BlockQuote Bold \
    Border Bounds Butt ByteRange CCITTFaxDecode CIDSet CIDSystemInfo CIDToGIDMap CMYK CMap CMapName CRLS \
    CalCMYK CalGray CalRGB CapHeight Caption Catalog Category CenterWindow Cert Certs CharProcs CharSet \
    CheckSum Circle ClassMap ClosedArrow ClrF ClrFf Code Collection CollectionField CollectionItem \
    CollectionSchema CollectionSort CollectionSubitem Color ColorBurn ColorDodge ColorSpace ColorTransform \
    Colorants Colors Columns Comment Comments Company Compatible Components Confidential ContactInfo \
    Contents Coords Count Courier CreationDate Creator CreatorInfo CropBox Crypt Cyan DCTDecode Darken Date \
    Decode DecodeParms DefaultCMYK DefaultCryptFilter DefaultGray DefaultRGB Departmental Desc \
    DescendantFonts Descent Design Dest DestOutputProfile Dests DeviceCMYK DeviceGray DeviceN DeviceRGB \
    Diamond Difference Differences DigestMethod Direction DisplayDocTitle DocChecksum DocMDP DocTimeStamp \
    Document Domain Draft Duplex EarlyChange EmbeddedFDFs EmbeddedFile EmbeddedFiles Encode EncodedByteAlign \
    Encoding Encrypt EncryptMetadata EncryptedPayload EndOfBlock EndOfLine ExData Exclusion Experimental \
    Expired Export ExportState ExtGState Extend Extends ExtensionLevel Extensions FDecodeParms FFilter \
    Fields Figure Filespec Filter Final First FirstChar FirstPage FitB FitBH FitBV FitH FitR FitV FitWindow \
    Flags FlateDecode Folders Font FontBBox FontDescriptor FontFamily FontFile FontMatrix FontName \
    FontStretch FontWeight ForComment ForPublicRelease Form FormType Formula Function FunctionType Functions \
    Gamma Graph Group HardLight Heading Height Help Helv Helvetica HideMenubar HideToolbar HideWindowUI \
    ICCBased IDTree Identity Illustrator Image ImageMask Index Indexed Info InkList Insert IntegerItem \
    Intent Interpolate Issuer ItalicAngle JPXDecode Japan JavaScript KeyUsage Keywords Kids Korea LZWDecode \
    Lang Language Last LastChar LastModified LastPage Layout Lbody Leading LegalAttestation Length Lighten \
    Limits Linearized Link List Location Luminosity MCID MacExpertEncoding MacRomanEncoding Magenta Manager \
    MarkInfo Mask Matrix Matte MaxLen MaxWidth Measure MediaBox Metadata MissingWidth ModDate Multiply Name \
    Names Navigator NeedAppearances NewParagraph NewWindow Next NextPage NonEFontNoWarn \
    NonFullScreenPageMode None Normal NotApproved NotForPublicRelease Note Nums OBJR OCGs OCMD OCProperties \
    OCSP OCSPs ObjStm OneColumn OpenAction OpenArrow OpenType Order Ordering Outlines OutputCondition \
    OutputConditionIdentifier OutputIntent OutputIntents Overlay PDFDocEncoding Page PageElement PageLabels \
    PageLayout PageMode Pages PaintType Panose Paperclip Paragraph Params Parent ParentTree \
    ParentTreeNextKey Part Path Pattern PatternType Perceptual Perms PieceInfo Popup PreRelease Predictor \
    Prev PrevPage Print PrintArea PrintClip PrintField PrintScaling PrintState Private ProcSet Process \
    Producer Properties PtData PubSec Push PushPin QuadPoints Quote Range Reason Reasons Recipients Rect \
    Reference Registry RegistryName RelativeColorimetric Rename Repeat ResFork Resources RoleMap Roman Root \
    Rotate Rows Ruby RunLengthDecode SMask SMaskInData SVCert Saturation Schema Screen Second Sect \
    Separation SetF SetFf Shading ShadingType SigFlags SigRef SinglePage Size Slash SoftLight Sold Sort \
    Sound Span Speaker Split Square Standard StandardEncoding State StateModel Status StdCF StemH StemV StmF \
    StrF StringItem StructElem StructParent StructParents StructTreeRoot Style SubFilter Subdictionary Subj \
    Subject SubjectDN Subtype Supplement Symbol Synchronous TRef Table Target Templates Thread Threads Thumb \
    TilingType TimeStamp Times Title ToUnicode Toggle TopSecret Trans TransformMethod TransformParams \
    Transparency Trapped TrimBox TrueType TrustedMode TwoColumnLeft TwoColumnRight TwoPageLeft TwoPageRight \
    Type URLType Unchanged Unix Usage UseAttachments UseCMap UseNone UseOutlines UseThumbs User UserUnit \
    Version Vertices VerticesPerRow View ViewArea ViewClip ViewState ViewerPreferences Volume WMode Warichu \
    WhitePoint Widget Width Widths WinAnsiEncoding XHeight XObject XRef XRefStm XStep YStep Yellow ZaDb \
    ZapfDingbats Zoom default";

/// Whether `name` is one of the format's own.
pub(super) fn known(name: &str) -> bool {
    NAMES.split(' ').any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn names_of_the_format_are_known() {
        for name in ["Page", "Contents", "DeviceRGB", "FlateDecode", "Helvetica"] {
            assert!(known(name), "{name}");
        }
        assert!(!known("Anna"));
        assert!(!known(""));
    }
}
